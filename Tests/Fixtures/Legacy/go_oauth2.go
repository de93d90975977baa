// Writes and reads the Token of golang.org/x/oauth2.
//
//	go_oauth2 write        writes go-oauth2.json and go-oauth2-without-expiry.json
//	go_oauth2 read FILE    prints what the library reads
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"time"

	"golang.org/x/oauth2"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func write(name string, token *oauth2.Token) {
	text, err := json.MarshalIndent(token, "", "\t")
	check(err)
	check(os.WriteFile(name, text, 0o600))
}

func main() {
	if len(os.Args) == 3 && os.Args[1] == "read" {
		text, err := os.ReadFile(os.Args[2])
		check(err)
		var token oauth2.Token
		check(json.Unmarshal(text, &token))
		fmt.Printf("%s %s %d\n", token.AccessToken, token.RefreshToken, token.Expiry.Unix())
		return
	}
	zone := time.FixedZone("", 2*3600)
	expiry := time.Date(2025, 8, 28, 4, 13, 20, 123456789, zone)
	write("go-oauth2.json", &oauth2.Token{
		AccessToken: "go-access-1", TokenType: "Bearer", RefreshToken: "go-refresh-1", Expiry: expiry,
	})
	write("go-oauth2-without-expiry.json", &oauth2.Token{AccessToken: "go-access-1", RefreshToken: "go-refresh-1"})
}
