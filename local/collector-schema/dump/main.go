// Prints what the components of one Collector version decode, by reflection on their default configurations:
// key -> type, default and keys below, as JSON. See ../README.md.
package main

import (
	"encoding"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strings"
	"time"

	"github.com/open-telemetry/opentelemetry-collector-contrib/exporter/kafkaexporter"
	"github.com/open-telemetry/opentelemetry-collector-contrib/extension/healthcheckextension"
	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/filterprocessor"
	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/tailsamplingprocessor"
	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/transformprocessor"
	"github.com/open-telemetry/opentelemetry-collector-contrib/receiver/kafkareceiver"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/exporter/debugexporter"
	"go.opentelemetry.io/collector/exporter/otlpexporter"
	"go.opentelemetry.io/collector/exporter/otlphttpexporter"
	"go.opentelemetry.io/collector/processor/batchprocessor"
	"go.opentelemetry.io/collector/processor/memorylimiterprocessor"
	"go.opentelemetry.io/collector/receiver/otlpreceiver"
	"go.opentelemetry.io/collector/service"
)

type node struct {
	Type    string           `json:"type"`
	Go      string           `json:"go,omitempty"`
	Pointer bool             `json:"pointer,omitempty"`
	Flavor  string           `json:"optional,omitempty"`
	Hooks   []string         `json:"hooks,omitempty"`
	Default any              `json:"default,omitempty"`
	Keys    map[string]*node `json:"keys,omitempty"`
	Item    *node            `json:"item,omitempty"`
	Remain  *node            `json:"remain,omitempty"`
	Kind    string           `json:"kind,omitempty"`
	Squash  []string         `json:"squashed,omitempty"`
}

var (
	textT      = reflect.TypeOf((*encoding.TextUnmarshaler)(nil)).Elem()
	unmarshalT = reflect.TypeOf((*confmap.Unmarshaler)(nil)).Elem()
	durationT  = reflect.TypeOf(time.Duration(0))
)

type validator interface{ Validate() error }

var validatorT = reflect.TypeOf((*validator)(nil)).Elem()

func hooks(t reflect.Type) (h []string) {
	p := reflect.PointerTo(t)
	if p.Implements(unmarshalT) {
		h = append(h, "unmarshal")
	}
	if p.Implements(validatorT) {
		h = append(h, "validate")
	}
	return h
}

func walk(t reflect.Type, v reflect.Value, depth int, seen map[reflect.Type]bool) *node {
	if depth > 25 {
		return &node{Type: "deep", Go: t.String()}
	}
	if t.Kind() == reflect.Pointer {
		var e reflect.Value
		if v.IsValid() && !v.IsNil() {
			e = v.Elem()
		}
		n := walk(t.Elem(), e, depth+1, seen)
		n.Pointer = true
		if !e.IsValid() {
			n.Flavor = "nil"
		}
		return n
	}
	name := t.String()
	if t.Kind() == reflect.Struct && strings.Contains(name, "configoptional.Optional[") {
		f := t.Field(0)
		var inner reflect.Value
		flavor := "?"
		if v.IsValid() {
			for i := 0; i < t.NumField(); i++ {
				if t.Field(i).Name == "flavor" {
					flavor = fmt.Sprint(v.Field(i).Int())
				}
				if t.Field(i).Name == "value" {
					inner = v.Field(i)
					f = t.Field(i)
				}
			}
		}
		n := walk(f.Type, inner, depth+1, seen)
		n.Flavor = map[string]string{"0": "none", "1": "default", "2": "some"}[flavor]
		return n
	}
	n := &node{Go: name}
	n.Hooks = hooks(t)
	if t == durationT {
		n.Type = "duration"
		if v.IsValid() {
			n.Default = time.Duration(v.Int()).String()
		}
		return n
	}
	if reflect.PointerTo(t).Implements(textT) {
		n.Type = "text"
		n.Kind = t.Kind().String()
		if v.IsValid() && v.Kind() == reflect.String {
			n.Default = v.String()
		} else if v.IsValid() && v.CanInterface() {
			n.Default = fmt.Sprint(v.Interface())
		}
		return n
	}
	switch t.Kind() {
	case reflect.String:
		n.Type = "string"
		if v.IsValid() {
			n.Default = v.String()
		}
	case reflect.Bool:
		n.Type = "bool"
		if v.IsValid() {
			n.Default = v.Bool()
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		n.Type = t.Kind().String()
		if v.IsValid() {
			n.Default = v.Int()
		}
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		n.Type = t.Kind().String()
		if v.IsValid() {
			n.Default = v.Uint()
		}
	case reflect.Float32, reflect.Float64:
		n.Type = t.Kind().String()
		if v.IsValid() {
			n.Default = v.Float()
		}
	case reflect.Slice, reflect.Array:
		n.Type = "list"
		n.Item = walk(t.Elem(), reflect.Value{}, depth+1, seen)
		if v.IsValid() && v.CanInterface() && v.Len() > 0 {
			n.Default = fmt.Sprint(v.Interface())
		}
	case reflect.Map:
		n.Type = "map"
		n.Item = walk(t.Elem(), reflect.Value{}, depth+1, seen)
	case reflect.Interface:
		n.Type = "any"
		if v.IsValid() && !v.IsNil() {
			m := walk(v.Elem().Type(), v.Elem(), depth+1, seen)
			return m
		}
	case reflect.Struct:
		n.Type = "struct"
		if seen[t] {
			n.Type = "recursive"
			return n
		}
		seen[t] = true
		defer delete(seen, t)
		n.Keys = map[string]*node{}
		fields(n, t, v, depth, seen)
	default:
		n.Type = t.Kind().String()
	}
	return n
}

func fields(n *node, t reflect.Type, v reflect.Value, depth int, seen map[reflect.Type]bool) {
	for i := 0; i < t.NumField(); i++ {
		f := t.Field(i)
		if f.PkgPath != "" && !f.Anonymous {
			continue
		}
		tag := strings.Split(f.Tag.Get("mapstructure"), ",")
		key := tag[0]
		if key == "-" {
			continue
		}
		var fv reflect.Value
		if v.IsValid() {
			fv = v.Field(i)
		}
		squash, remain := false, false
		for _, o := range tag[1:] {
			squash = squash || o == "squash"
			remain = remain || o == "remain"
		}
		if remain {
			n.Remain = walk(f.Type, reflect.Value{}, depth+1, seen).Item
			if n.Remain == nil {
				n.Remain = &node{Type: "any"}
			}
			continue
		}
		if squash {
			ft := f.Type
			for ft.Kind() == reflect.Pointer {
				ft = ft.Elem()
				if fv.IsValid() && !fv.IsNil() {
					fv = fv.Elem()
				} else {
					fv = reflect.Value{}
				}
			}
			if strings.Contains(ft.String(), "configoptional.Optional[") {
				m := walk(ft, fv, depth+1, seen)
				for k, c := range m.Keys {
					n.Keys[k] = c
				}
				n.Squash = append(n.Squash, ft.String()+" "+strings.Join(m.Hooks, "+")+" "+m.Flavor)
				continue
			}
			n.Squash = append(n.Squash, ft.String()+" "+strings.Join(hooks(ft), "+"))
			fields(n, ft, fv, depth, seen)
			continue
		}
		if key == "" {
			key = strings.ToLower(f.Name)
		}
		n.Keys[key] = walk(f.Type, fv, depth+1, seen)
	}
}

func main() {
	out := map[string]*node{}
	add := func(k string, c any) {
		v := reflect.ValueOf(c)
		out[k] = walk(v.Type(), v, 0, map[reflect.Type]bool{})
	}
	add("receivers/kafka", kafkareceiver.NewFactory().CreateDefaultConfig())
	add("receivers/otlp", otlpreceiver.NewFactory().CreateDefaultConfig())
	add("exporters/kafka", kafkaexporter.NewFactory().CreateDefaultConfig())
	add("exporters/debug", debugexporter.NewFactory().CreateDefaultConfig())
	add("exporters/otlp", otlpexporter.NewFactory().CreateDefaultConfig())
	add("exporters/otlphttp", otlphttpexporter.NewFactory().CreateDefaultConfig())
	add("processors/batch", batchprocessor.NewFactory().CreateDefaultConfig())
	add("processors/memory_limiter", memorylimiterprocessor.NewFactory().CreateDefaultConfig())
	add("processors/filter", filterprocessor.NewFactory().CreateDefaultConfig())
	add("processors/transform", transformprocessor.NewFactory().CreateDefaultConfig())
	add("processors/tail_sampling", tailsamplingprocessor.NewFactory().CreateDefaultConfig())
	add("extensions/health_check", healthcheckextension.NewFactory().CreateDefaultConfig())
	add("service", &service.Config{})
	add("service/telemetry", telemetry())
	enc := json.NewEncoder(os.Stdout)
	enc.SetIndent("", " ")
	if err := enc.Encode(out); err != nil {
		panic(err)
	}
}
