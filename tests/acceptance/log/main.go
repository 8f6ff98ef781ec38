// Recomputes an evidence log with Go's own log library (golang.org/x/mod/sumdb) and none of our code.
//
// usage: main FOLDER VKEY SAMPLES. FOLDER holds what the hub serves under its prefix, fetched file by file:
// checkpoint, old-checkpoint, tile/...; and proofs/*.tlog-proof. One JSON line says what was verified.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

type report struct {
	Origin      string
	Size        int64
	OldSize     int64
	Leaves      int64
	Inclusion   int
	Consistency int
	Proofs      int
}

// tree is a checkpoint: the log's name beside what tlog knows of it.
type tree struct {
	origin string
	size   int64
	root   tlog.Hash
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func refuse(format string, words ...any) {
	must(fmt.Errorf(format, words...))
}

func read(parts ...string) []byte {
	raw, err := os.ReadFile(filepath.Join(parts...))
	must(err)
	return raw
}

func open(message []byte, verifier note.Verifier) tree {
	opened, err := note.Open(message, note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root, err := tlog.ParseHash(lines[2])
	must(err)
	return tree{lines[0], size, root}
}

// c2sp names a tile as c2sp.org/tlog-tiles does: like tlog, without the height.
func c2sp(tile tlog.Tile) string {
	return "tile/" + strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", height))
}

// tiles reads tiles out of the folder; tlog verifies them against the root before it believes them.
type tiles struct{ folder string }

func (t tiles) Height() int                               { return height }
func (t tiles) SaveTiles(tiles []tlog.Tile, data [][]byte) {}
func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var data [][]byte
	for _, tile := range wanted {
		raw, err := os.ReadFile(filepath.Join(t.folder, c2sp(tile)))
		if err != nil {
			return nil, err
		}
		data = append(data, raw)
	}
	return data, nil
}

// entries reads every entry out of the bundles.
func entries(folder string, size int64) [][]byte {
	var all [][]byte
	for n := int64(0); n*256 < size; n++ {
		tile := tlog.Tile{H: height, L: 0, N: n, W: 256}
		if left := size - n*256; left < 256 {
			tile.W = int(left)
		}
		raw := read(folder, strings.Replace(c2sp(tile), "tile/0/", "tile/entries/", 1))
		for len(raw) > 0 {
			length := binary.BigEndian.Uint16(raw)
			all = append(all, raw[2:2+length])
			raw = raw[2+length:]
		}
	}
	return all
}

// recompute builds the tree from the entries alone.
func recompute(all [][]byte) (tlog.Hash, tlog.HashReader) {
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var out []tlog.Hash
		for _, index := range indexes {
			out = append(out, stored[index])
		}
		return out, nil
	})
	for n, entry := range all {
		hashes, err := tlog.StoredHashes(int64(n), entry, reader)
		must(err)
		stored = append(stored, hashes...)
	}
	root, err := tlog.TreeHash(int64(len(all)), reader)
	must(err)
	return root, reader
}

// proof verifies one c2sp.org/tlog-proof file.
func proof(raw []byte, verifier note.Verifier) {
	head, message, found := bytes.Cut(raw, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	if !found || lines[0] != "c2sp.org/tlog-proof@v1" {
		refuse("no proof")
	}
	extra, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	must(err)
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	must(err)
	var path tlog.RecordProof
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		must(err)
		path = append(path, hash)
	}
	at := open(message, verifier)
	must(tlog.CheckRecord(path, at.size, at.root, index, tlog.RecordHash(extra[:41])))
}

func main() {
	folder, samples := os.Args[1], 0
	verifier, err := note.NewVerifier(os.Args[2])
	must(err)
	samples, err = strconv.Atoi(os.Args[3])
	must(err)
	now, old := open(read(folder, "checkpoint"), verifier), open(read(folder, "old-checkpoint"), verifier)
	said := report{Origin: now.origin, Size: now.size, OldSize: old.size}

	all := entries(folder, now.size)
	root, own := recompute(all)
	if int64(len(all)) != now.size || root != now.root {
		refuse("another root")
	}
	said.Leaves = int64(len(all))

	served := tlog.TileHashReader(tlog.Tree{N: now.size, Hash: now.root}, tiles{folder})
	chance := rand.New(rand.NewSource(6962))
	for i := 0; i < samples; i++ {
		index := chance.Int63n(now.size)
		path, err := tlog.ProveRecord(now.size, index, served)
		must(err)
		must(tlog.CheckRecord(path, now.size, now.root, index, tlog.RecordHash(all[index])))
		said.Inclusion++
		size := 1 + chance.Int63n(now.size)
		then, err := tlog.TreeHash(size, own)
		must(err)
		grown, err := tlog.ProveTree(now.size, size, served)
		must(err)
		must(tlog.CheckTree(grown, now.size, now.root, size, then))
		said.Consistency++
	}
	grown, err := tlog.ProveTree(now.size, old.size, served)
	must(err)
	must(tlog.CheckTree(grown, now.size, now.root, old.size, old.root))

	files, err := filepath.Glob(filepath.Join(folder, "proofs", "*.tlog-proof"))
	must(err)
	for _, file := range files {
		proof(read(file), verifier)
		said.Proofs++
	}
	must(json.NewEncoder(os.Stdout).Encode(said))
}
