"""The shops and accounts of the demo year. All of them are made up.

The ids are short so that the stories can be read; a platform's own are long numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop: `zone` is None where the platform did not say it."""

    key: str
    name: str
    category: str
    zone: str | None = None
    registered_in: str | None = None

    @property
    def id(self) -> str:
        return f"tiktok:{self.key}"

    @property
    def country(self) -> str:
        return self.key[:2]


@dataclass(frozen=True, slots=True)
class Account:
    """A creator's account: `holder` is of_age, minor or unknown; `screened` whether content was."""

    key: str
    country: str
    handle: str
    name: str
    theme: str
    holder: str = "of_age"
    screened: bool = True

    @property
    def id(self) -> str:
        return f"tiktok:{self.key}"


SHOPS: Final = (
    Shop("MX1", "Casa Clara", "home", "America/Mexico_City", "CN"),
    Shop("MX2", "Belleza Azteca", "beauty", "America/Mexico_City"),
    Shop("US1", "Prairie Pantry", "food"),
    Shop("US2", "Harbor & Pine Outfitters", "outdoor", "America/New_York"),
    Shop("GB1", "Marlow & Finch", "home"),
    Shop("TH1", "บ้านสวยดี", "home"),
    Shop("TH2", "ร้านมะลิบิวตี้", "beauty"),
    Shop("VN1", "Nhà Xinh Sài Gòn", "home"),
    Shop("VN2", "Góc Bếp Hà Nội", "kitchen"),
    Shop("MY1", "Kedai Rimba", "outdoor", "Asia/Kuala_Lumpur"),
    Shop("SG1", "狮城数码 Lion City Gadgets", "electronics", None, "SG"),
    Shop("PH1", "Sari-Sari Style", "fashion", "Asia/Manila"),
    Shop("ID1", "Rumah Batik Nusantara", "fashion", "Asia/Jakarta", "CN"),
    Shop("CN1", "杭州青禾家居旗舰店", "home"),
)

ACCOUNTS: Final = (
    Account("A01", "MX", "lupita.encasa", "Lupita Hernández", "home"),
    Account("A02", "MX", "casa.con.ximena", "Ximena Ríos", "home"),
    Account("A03", "MX", "elrincondemateo", "Mateo Salgado", "home"),
    Account("A04", "MX", "hogar.y.sol", "Sol Villanueva", "home"),
    Account("A05", "MX", "donpedrorepara", "Pedro Núñez", "home"),
    Account("A06", "MX", "cocina.de.rosa", "Rosa Ibarra", "home"),
    Account("A07", "MX", "tejidos.oaxaca", "Itzel Martínez", "home"),
    Account("A08", "MX", "brillo.mx", "Fernanda Peña", "beauty"),
    Account("A09", "MX", "maquillaje.nayeli", "Nayeli Cruz", "beauty"),
    Account("A10", "MX", "pielsana", "Dr. Óscar Lara", "beauty"),
    Account("A11", "MX", "rizos.al.aire", "Camila Ochoa", "beauty", screened=False),
    Account("A12", "US", "cornfieldkitchen", "Dale Whitaker", "food"),
    Account("A13", "US", "backyardsmoke", "Tasha Greene", "food"),
    Account("A14", "US", "ridgelinejo", "Jo Alvarez", "outdoor"),
    Account("A15", "US", "trailmixmom", "Priya Raman", "outdoor"),
    Account("A16", "US", "knotsandtents", "Caleb O'Neill", "outdoor"),
    Account("A17", "GB", "thetidyterrace", "Imogen Hart", "home"),
    Account("A18", "GB", "brass.and.linen", "Rhys Morgan", "home"),
    Account("A19", "GB", "wee.flat.glasgow", "Ailsa Munro", "home"),
    Account("A20", "TH", "nong.ploy.home", "พลอย ศรีสุข", "home"),
    Account("A21", "TH", "krumalee", "มาลี แก้วใส", "beauty"),
    Account("A22", "TH", "kru.mali", "มะลิ วงศ์งาม", "beauty"),
    Account("A23", "TH", "beautybybam", "แบม ทองดี", "beauty"),
    Account("A24", "TH", "skincare.nut", "ณัฐ พรหมมา", "beauty"),
    Account("A25", "VN", "gocnhonhalinh", "Nguyễn Thị Linh", "home"),
    Account("A26", "VN", "bepcuaba", "Trần Văn Ba", "kitchen"),
    Account("A27", "VN", "saigon.decor", "Lê Minh Thư", "home"),
    Account("A28", "VN", "anngonmoingay", "Phạm Quốc Huy", "kitchen"),
    Account("A29", "MY", "rimba.rover", "Aisyah binti Rahman", "outdoor"),
    Account("A30", "MY", "kembara.kit", "Haziq Zulkifli", "outdoor"),
    Account("A31", "MY", "jungle.jia", "陈佳慧", "outdoor"),
    Account("A32", "SG", "unbox.with.wei", "林伟明", "electronics"),
    Account("A33", "SG", "techuncle.sg", "Ravi Subramaniam", "electronics"),
    Account("A34", "SG", "cablesandkopi", "Nur Syafiqah", "electronics"),
    Account("A35", "SG", "pixelpeiling", "黄佩玲", "electronics"),
    Account("A36", "SG", "gadgetgranny", "Margaret Tan", "electronics"),
    Account("A37", "PH", "ate.joy.styles", "Joy Dela Cruz", "fashion"),
    Account("A38", "PH", "barongbarkada", "Miguel Santos", "fashion"),
    Account("A39", "ID", "batik.bima", "Bima Prasetyo", "fashion"),
    Account("A40", "ID", "gayasantai", "Putri Lestari", "fashion"),
    Account("A41", "ID", "kain.kita", "Dewi Anggraini", "fashion"),
    Account("A42", "CN", "qinghe.anan", "青禾安安", "home"),
    Account("A43", "CN", "laozhou.shouna", "老周爱收纳", "home"),
    Account("A44", "CN", "xiaoman.jia", "小满的家", "home"),
    Account("A45", "US", "campkid2009", "Tyler Brandt", "outdoor", holder="minor"),
)

SHOP: Final = {shop.key: shop for shop in SHOPS}
ACCOUNT: Final = {account.key: account for account in ACCOUNTS}
