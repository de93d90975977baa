// golang.org/x/oauth2 at the three jobs: see ../peer.py for what they are.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strconv"
	"sync"
	"time"

	"golang.org/x/oauth2"
)

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func source(url string, token *oauth2.Token) oauth2.TokenSource {
	config := &oauth2.Config{
		ClientID: "peer",
		Endpoint: oauth2.Endpoint{TokenURL: url, AuthStyle: oauth2.AuthStyleInParams},
	}
	return config.TokenSource(context.Background(), token)
}

func hot() {
	const calls = 200000
	tokens := source("http://127.0.0.1:1/token", &oauth2.Token{
		AccessToken: "at.0.0", RefreshToken: "rt.0.0", Expiry: time.Now().Add(time.Hour),
	})
	var times []float64
	for round := 0; round < 21; round++ {
		start := time.Now()
		for call := 0; call < calls; call++ {
			_, err := tokens.Token()
			fail(err)
		}
		times = append(times, float64(time.Since(start).Nanoseconds())/calls)
	}
	sort.Float64s(times)
	fmt.Println("hot_path_ns", times[len(times)/2])
}

func crowd(url string, callers int) {
	tokens := source(url+"/token/200", &oauth2.Token{
		AccessToken: "at.0", RefreshToken: "rt.0.0", Expiry: time.Now().Add(-time.Hour),
	})
	var group sync.WaitGroup
	failed := make(chan struct{}, callers)
	start := time.Now()
	for caller := 0; caller < callers; caller++ {
		group.Add(1)
		go func() {
			defer group.Done()
			if _, err := tokens.Token(); err != nil {
				failed <- struct{}{}
			}
		}()
	}
	group.Wait()
	fmt.Println("wall_ms", float64(time.Since(start).Microseconds())/1000)
	fmt.Println("failed", len(failed))
}

// The package keeps nothing, so the token is kept in a file of its own JSON.
func token(file, url string) {
	text, err := os.ReadFile(file)
	fail(err)
	var stored oauth2.Token
	fail(json.Unmarshal(text, &stored))
	fresh, err := source(url, &stored).Token()
	fail(err)
	if fresh.AccessToken != stored.AccessToken {
		text, err = json.Marshal(fresh)
		fail(err)
		fail(os.WriteFile(file, text, 0600))
	}
	fmt.Println(fresh.AccessToken)
}

func prepare(file string, age time.Duration) {
	text, err := json.Marshal(&oauth2.Token{
		AccessToken: "at.0.0", RefreshToken: "rt.0.0", Expiry: time.Now().Add(-age),
	})
	fail(err)
	fail(os.WriteFile(file, text, 0600))
}

func main() {
	switch os.Args[1] {
	case "hot":
		hot()
	case "crowd":
		callers, err := strconv.Atoi(os.Args[3])
		fail(err)
		crowd(os.Args[2], callers)
	case "prepare-valid":
		prepare(os.Args[2], -time.Hour)
	case "prepare-expired":
		prepare(os.Args[2], time.Hour)
	case "token":
		token(os.Args[2], os.Args[3])
	}
}
