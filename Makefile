# One release build serves the product, the tests and the benchmarks.
export OMP_WAIT_POLICY ?= passive
BUILD = swift build -c release
BLEMISH = .build/release/blemish

ifeq ($(shell uname),Darwin)
  # Untested: Homebrew's libpng, jpeg-turbo, libtiff and webp.
  export CPATH := $(shell brew --prefix)/include:$(shell brew --prefix jpeg-turbo)/include
  export LIBRARY_PATH := $(shell brew --prefix)/lib:$(shell brew --prefix jpeg-turbo)/lib
endif

.PHONY: help setup build demo test bench format lint clean

help:
	@echo 'make demo    build, render two products, train a detector on each, open demo/index.html'
	@echo 'make build   the release program, $(BLEMISH)'
	@echo 'make test    all tests'
	@echo 'make bench   speed: ratios against named peers, samples a second of each family of defects, fine stages, diffusion'
	@echo 'make format  make lint   swift-format with .swift-format'

setup:
	@tools/setup

build: setup
	$(BUILD) --product blemish

demo: build
	$(BLEMISH) demo --out demo

test: setup
	swift test -c release --disable-testable-imports

bench:
	@tools/setup --dev
	$(BUILD) --product blemish
	$(BUILD) --product blemish-bench
	.build/release/blemish-bench
	.build/release/blemish-bench poisson
	.build/release/blemish-bench synthesis
	.build/release/blemish-bench fine
	.build/release/blemish-bench diffusion

format:
	swift format --in-place --parallel --recursive Sources Tests Benchmarks Package.swift

lint:
	swift format lint --strict --parallel --recursive Sources Tests Benchmarks Package.swift

clean:
	rm -rf .build
