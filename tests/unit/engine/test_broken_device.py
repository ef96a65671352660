# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Graphics processors that say they have memory and have none, as drivers do.

The part of the engine is a real one for ggml, in a few lines of C: what llama.cpp makes of it is
real. In a child process: a part that was loaded stays.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.services.engine.native import native

from .conftest import TINY

COMPILER = shutil.which("cc") or shutil.which("gcc")
NAME = "libggml-broken.so"
# ggml's interface of backend, device and buffer type (ggml-backend-impl.h), in its order. Four
# devices: the second is the first, seen again; then a program, and a chip in the processor.
SOURCE = """
#include <stdbool.h>
#include <stddef.h>
struct props {
    const char *name, *description;
    size_t free, total;
    int type;
    const char *id;
    bool capabilities[5];
};
struct memory {
    const char *(*name)(void *);
    void *(*alloc)(void *, size_t);
    size_t (*alignment)(void *);
    void *most, *size, *host, *device, *context;
};
struct device {
    const char *(*name)(struct device *);
    const char *(*description)(struct device *);
    void (*memory)(struct device *, size_t *, size_t *);
    int (*type)(struct device *);
    void (*props)(struct device *, struct props *);
    void *(*start)(struct device *, const char *);
    struct memory *(*kind)(struct device *);
    void *host, *from_host;
    bool (*op)(struct device *, void *);
    bool (*buft)(struct device *, void *);
    void *offload, *event_new, *event_free, *event_wait;
    void *part, *context;
};
struct part {
    int version;
    const char *(*name)(void *);
    size_t (*count)(void *);
    struct device *(*device)(void *, size_t);
    void *(*address)(void *, const char *);
    void *context;
};
static const struct props are[] = {
    { "Broken0", "A card", 8u << 28, 9u << 28, 1, "0000:01:00.0" },
    { "Broken1", "A card", 8u << 28, 9u << 28, 1, "0000:01:00.0" },
    { "Broken2", "llvmpipe (LLVM 15.0.6)", 8u << 28, 9u << 28, 1, NULL },
    { "Broken3", "A chip", 8u << 28, 9u << 28, 2, NULL },
};
static struct memory kind;
static struct device all[4];
static int of(struct device *d) { return d - all; }
static const char *kind_name(void *k) { return "Broken"; }
static void *alloc(void *k, size_t s) { return NULL; }
static size_t alignment(void *k) { return 32; }
static const char *device_name(struct device *d) { return are[of(d)].name; }
static const char *description(struct device *d) { return are[of(d)].description; }
static void memory(struct device *d, size_t *f, size_t *t) { *f = are[0].free; *t = are[0].total; }
static int type(struct device *d) { return are[of(d)].type; }
static void props(struct device *d, struct props *p) { *p = are[of(d)]; }
static void *start(struct device *d, const char *p) { return NULL; }
static struct memory *kind_of(struct device *d) { return &kind; }
static bool op(struct device *d, void *o) { return true; }
static bool buft(struct device *d, void *k) { return k == &kind; }
static struct memory kind = { kind_name, alloc, alignment, NULL, NULL, NULL, &all[0], NULL };
static const char *name(void *p) { return "Broken"; }
static size_t count(void *p) { return 4; }
static struct device *device(void *p, size_t i) { return &all[i]; }
static void *address(void *p, const char *n) { return NULL; }
static struct part part = { 2, name, count, device, address, NULL };
struct part *ggml_backend_init(void) {
    for (int i = 0; i < 4; i++) {
        struct device one = { device_name, description, memory, type, props, start, kind_of,
                              NULL, NULL, op, buft, NULL, NULL, NULL, NULL, &part, NULL };
        all[i] = one;
    }
    return &part;
}
"""
TRY = """
import sys, threading
from desktop.domain.errors import AppError
from desktop.domain.plan import Plan
from desktop.services.engine.llama_engine import LlamaEngine
from desktop.services.engine.native import native
from desktop.services.engine.probe import devices

for found in devices(native()):
    print(found.name, found.description, found.memory_free < found.memory, found.shared)
for layers in (-1, 0):
    plan = Plan(sys.argv[1], context=512, threads=1, threads_batch=1, gpu_layers=layers)
    engine = LlamaEngine()
    try:
        print(engine.load(plan, lambda _: None, threading.Event()).architecture)
    except AppError as error:
        print(error.problem)
    engine.unload()
"""


@pytest.mark.slow
@pytest.mark.skipif(not COMPILER or os.name == "nt", reason="needs a compiler for C")
def test_a_device_without_memory_is_an_error_and_the_processor_still_works(tmp_path: Path) -> None:
    assert COMPILER
    part = tmp_path / "data/backends/broken"
    part.mkdir(parents=True)
    subprocess.run(
        [COMPILER, "-shared", "-fPIC", "-x", "c", "-", "-o", str(part / NAME)],
        input=SOURCE.encode(),
        check=True,
    )
    sha256 = hashlib.sha256((part / NAME).read_bytes()).hexdigest()
    listed = {"name": "Broken", "engine": native().version(), "library": NAME}
    (part / "manifest.json").write_text(json.dumps({**listed, "files": {NAME: sha256}}))
    done = subprocess.run(
        [sys.executable, "-c", TRY, str(TINY)],
        env={**os.environ, "JEWELBOX_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == [
        "Broken0 A card True False",
        "out_of_memory",
        "gemma3",
    ]
