// Program peers has what bench needs of franz-go: its admin client, to measure Spillway next to; members that keep a
// group alive; and records for every partition.
//
//	peers kadm    -brokers a,b -group g [-connect each]     one look for each line of standard input
//	peers members -brokers a,b -group g -prefix p -count n  runs until standard input ends
//	peers records -brokers a,b -prefix p -count n -age 1h   writes n records to each partition
package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"syscall"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/sasl/scram"
)

type settings struct {
	brokers, group, connect, prefix, clientID, user, ca string
	count                                               int
	age                                                 time.Duration
}

// look is what one look found, and what it took.
type look struct {
	Ms         float64 `json:"ms"`
	CPUMs      float64 `json:"cpuMs"`
	Partitions int     `json:"partitions"`
	Lag        int64   `json:"lag"`
}

func main() {
	if len(os.Args) < 2 {
		fail(fmt.Errorf("expected kadm, members or records"))
	}
	var s settings
	flags := flag.NewFlagSet(os.Args[1], flag.ExitOnError)
	flags.StringVar(&s.brokers, "brokers", "", "host:port, separated by commas")
	flags.StringVar(&s.group, "group", "", "consumer group")
	flags.StringVar(&s.connect, "connect", "once", "once, or each: a new connection for each look")
	flags.StringVar(&s.prefix, "prefix", "", "prefix of the topics that members read")
	flags.StringVar(&s.clientID, "client-id", "spillway-bench", "client id")
	flags.StringVar(&s.user, "user", "", "SCRAM-SHA-512 over TLS; the password is in PEERS_PASSWORD")
	flags.StringVar(&s.ca, "ca", "", "PEM file with the brokers' CA")
	flags.IntVar(&s.count, "count", 1, "number of members, or of records in each partition")
	flags.DurationVar(&s.age, "age", 0, "age of the records")
	_ = flags.Parse(os.Args[2:])
	var err error
	switch os.Args[1] {
	case "kadm":
		err = lookOnDemand(s)
	case "members":
		err = stayInGroup(s)
	case "records":
		err = writeRecords(s)
	default:
		err = fmt.Errorf("expected kadm, members or records, got %q", os.Args[1])
	}
	if err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// connection is the part of a client's options that all programs share.
func connection(s settings) ([]kgo.Opt, error) {
	opts := []kgo.Opt{kgo.SeedBrokers(strings.Split(s.brokers, ",")...), kgo.ClientID(s.clientID)}
	if s.user == "" {
		return opts, nil
	}
	pem, err := os.ReadFile(s.ca)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("no certificate in %s", s.ca)
	}
	login := scram.Auth{User: s.user, Pass: os.Getenv("PEERS_PASSWORD")}
	return append(opts, kgo.DialTLSConfig(&tls.Config{RootCAs: roots}), kgo.SASL(login.AsSha512Mechanism())), nil
}

func lookOnDemand(s settings) error {
	opts, err := connection(s)
	if err != nil {
		return err
	}
	out := json.NewEncoder(os.Stdout)
	var kept *kadm.Client
	if s.connect == "once" {
		if kept, err = kadm.NewOptClient(opts...); err != nil {
			return err
		}
		defer kept.Close()
	}
	_ = out.Encode(map[string]bool{"ready": true})
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		began, cpu := time.Now(), cpuTime()
		found, err := lookOnce(kept, opts, s.group)
		if err != nil {
			return err
		}
		found.Ms = float64(time.Since(began).Microseconds()) / 1000
		found.CPUMs = float64((cpuTime() - cpu).Microseconds()) / 1000
		_ = out.Encode(found)
	}
	return lines.Err()
}

func lookOnce(kept *kadm.Client, opts []kgo.Opt, group string) (look, error) {
	client := kept
	if client == nil {
		fresh, err := kadm.NewOptClient(opts...)
		if err != nil {
			return look{}, err
		}
		defer fresh.Close()
		client = fresh
	}
	lags, err := client.Lag(context.Background(), group)
	if err != nil {
		return look{}, err
	}
	described := lags[group]
	if err := described.Error(); err != nil {
		return look{}, err
	}
	found := look{}
	for _, lag := range described.Lag.Sorted() {
		if lag.Err != nil {
			return look{}, fmt.Errorf("%s/%d: %w", lag.Topic, lag.Partition, lag.Err)
		}
		found.Partitions++
		found.Lag += lag.Lag
	}
	return found, nil
}

// cpuTime is the user and system time of this process so far.
func cpuTime() time.Duration {
	var usage syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// stayInGroup joins with members that are assigned every partition and read nothing, so commits stay where they are.
func stayInGroup(s settings) error {
	opts, err := connection(s)
	if err != nil {
		return err
	}
	opts = append(opts,
		kgo.ConsumerGroup(s.group),
		kgo.ConsumeRegex(),
		kgo.ConsumeTopics("^"+regexp.QuoteMeta(s.prefix)),
		kgo.DisableAutoCommit(),
		kgo.Balancers(kgo.CooperativeStickyBalancer()),
		// One fetch in flight that waits: the members must not take the broker's time from what is measured.
		kgo.MaxConcurrentFetches(1),
		kgo.FetchMinBytes(1<<30),
		kgo.FetchMaxWait(time.Minute),
		kgo.MetadataMaxAge(10*time.Minute),
		kgo.RequestTimeoutOverhead(time.Minute),
	)
	for range s.count {
		client, err := kgo.NewClient(opts...)
		if err != nil {
			return err
		}
		defer client.Close()
	}
	fmt.Println(`{"ready":true}`)
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
	}
	return nil
}

// writeRecords writes the same few records to every partition of the topics with the prefix. It tries again until each
// broker knows that it leads its partitions.
func writeRecords(s settings) error {
	opts, err := connection(s)
	if err != nil {
		return err
	}
	client, err := kgo.NewClient(append(opts, kgo.RecordPartitioner(kgo.ManualPartitioner()))...)
	if err != nil {
		return err
	}
	defer client.Close()
	topics, err := kadm.NewClient(client).ListTopics(context.Background())
	if err != nil {
		return err
	}
	value, at := []byte(strings.Repeat("x", 100)), time.Now().Add(-s.age)
	var records []*kgo.Record
	for _, topic := range topics.Sorted() {
		if !strings.HasPrefix(topic.Topic, s.prefix) {
			continue
		}
		for _, partition := range topic.Partitions.Sorted() {
			for range s.count {
				records = append(records, &kgo.Record{Topic: topic.Topic, Partition: partition.Partition, Value: value, Timestamp: at})
			}
		}
	}
	return client.ProduceSync(context.Background(), records...).FirstErr()
}
