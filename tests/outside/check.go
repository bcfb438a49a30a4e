// Asks golang.org/x/mod about our proofs: a question a line on standard input, "true" or "false" for
// each on standard output. All that is checked is checked by sumdb/note and sumdb/tlog.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type question struct {
	Ask     string
	Index   int64
	Old     int64
	Size    int64
	Leaf    []byte
	OldRoot []byte
	Root    []byte
	Path    [][]byte
	Leaves  [][]byte
	Note    []byte
	Text    string
	VKey    string
}

func main() {
	in := bufio.NewReader(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	decoder := json.NewDecoder(in)
	for decoder.More() {
		var asked question
		if err := decoder.Decode(&asked); err != nil {
			panic(err)
		}
		fmt.Fprintln(out, answer(asked))
	}
}

func answer(asked question) bool {
	switch asked.Ask {
	case "inclusion":
		return tlog.CheckRecord(hashes(asked.Path), asked.Size, hash(asked.Root), asked.Index,
			tlog.RecordHash(asked.Leaf)) == nil
	case "consistency":
		return tlog.CheckTree(hashes(asked.Path), asked.Size, hash(asked.Root), asked.Old,
			hash(asked.OldRoot)) == nil
	case "root":
		return rebuilt(asked.Leaves) == hash(asked.Root)
	case "note":
		verifier, err := note.NewVerifier(asked.VKey)
		if err != nil {
			return false
		}
		opened, err := note.Open(asked.Note, note.VerifierList(verifier))
		return err == nil && opened.Text == asked.Text
	case "name":
		tile, err := tlog.ParseTilePath(strings.Replace(asked.Text, "tile/", "tile/8/", 1))
		return err == nil && tile.L == int(asked.Old) && tile.N == asked.Index && tile.W == int(asked.Size)
	}
	panic("nobody asks " + asked.Ask)
}

func hash(data []byte) (found tlog.Hash) {
	copy(found[:], data)
	return found
}

func hashes(path [][]byte) (found []tlog.Hash) {
	for _, one := range path {
		found = append(found, hash(one))
	}
	return found
}

func rebuilt(leaves [][]byte) tlog.Hash {
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var read []tlog.Hash
		for _, index := range indexes {
			read = append(read, stored[index])
		}
		return read, nil
	})
	for index, leaf := range leaves {
		more, err := tlog.StoredHashes(int64(index), leaf, reader)
		if err != nil {
			panic(err)
		}
		stored = append(stored, more...)
	}
	root, err := tlog.TreeHash(int64(len(leaves)), reader)
	if err != nil {
		panic(err)
	}
	return root
}
