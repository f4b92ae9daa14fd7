"""Shows tools/tidy trees that are broken in one way each. Run by tools/tidy --self-test."""

from types import ModuleType

SOUND = {
    "src/CMakeLists.txt": "function(scrip_part name)\n  add_library(${target} STATIC ${sources})\nendfunction()\n"
                          "scrip_part(base LIBRARIES x::y)\nscrip_part(ledger DEPENDS base LIBRARIES a::b)\n"
                          "scrip_part(engine DEPENDS\n  ledger)\nscrip_part(storage/memory DEPENDS ports)\n"
                          "add_library(scrip_ports INTERFACE)\ntarget_link_libraries(scrip_ports INTERFACE scrip_base)\n"
                          "add_executable(scrip-verify verify/main.cpp)\n"
                          "target_link_libraries(scrip-verify PRIVATE scrip_engine)\n",
    "src/base/a.h": "// A header.\n#pragma once\n\nint a();  // now() and throw in a comment, 1'000 float\n",
    "src/base/a.cpp": '#include "base/a.h"\n\nint a() { return sizeof("throw // now()") + 1\'000; }  /* catch\n rand( */\n',
    "src/ledger/b.h": '#pragma once\n#include <vector>\n#include "base/a.h"\nint double_entry(int now);\n',
    "src/engine/c.cpp": '#include "ledger/b.h"\n#include "base/a.h"\n'
                        "double d;  // tidy: allow double because this is a test\n"
                        "// tidy: allow throw because the line is long\nvoid f() { throw 1; }\n",
    "src/engine/c_test.cpp": '#include "storage/memory/m.h"\n#include "tests/support/s.h"\ndouble d;\n',
    "src/storage/memory/m.h": '#pragma once\n#include "ports/store.h"\n#include "base/a.h"\n',
    "src/ports/store.h": '#pragma once\n#include "base/a.h"\n',
    "src/verify/main.cpp": '#include "engine/../engine/c.h"\n#include "ledger/b.h"\n',
    "src/engine/../engine/c.h": "#pragma once\n",
    "tests/support/s.h": "#pragma once\n",
    "docs/x.md": "[a](../src/base/a.h#L3), [web](https://example.org/home/x), `[no](code)`\n```\n[no](code)\n```\n[b](../src)\n",
    "run": "#!/bin/sh\ncd sub/home/x\n",
}
del SOUND["src/engine/../engine/c.h"]
SOUND["src/verify/main.cpp"] = '#include "ledger/b.h"\nint main() { return 0; }\n'

LONG = "namespace a {\nstruct S {\n  S() : x_{1} {\n" + "    f({1, 2});\n" * 100 + "  }\n  int x_;\n};\n}  // namespace a\n"
LONG_LIST = "constexpr int table[] = {\n" + "    1,\n" * 200 + "};\nint f() {\n  return 1;\n}\n"
CODES = 'SCRIP_ERROR(1001, one, retry, 400, "a", "甲")\n'

BROKEN: list[tuple[str, dict[str, str]]] = [
    ("include", {"src/ledger/b.h": '#pragma once\n#include "engine/c.h"\n', "src/engine/c.h": "#pragma once\n"}),
    ("include", {"src/base/a.cpp": '#include "a.h"\n'}),
    ("include", {"src/ledger/z.h": '#pragma once\n#include "tests/support/s.h"\n'}),
    ("include", {"src/nowhere/z.h": "#pragma once\n"}),
    ("include", {"src/verify/main.cpp": '#include "storage/memory/m.h"\n'}),
    ("include-missing", {"src/base/a.cpp": '#include "base/none.h"\n'}),
    ("include-missing", {"src/engine/c_test.cpp": '#include "base/none.h"\n'}),
    *(("banned", {"src/ledger/z.cpp": line + "\n"}) for line in (
        "float f;", "double d = 1'0;", "auto t = std::chrono::system_clock::time_point{};", "auto t = clock.now ();",
        "void f() { throw 1; }", "void f() { try { } catch (...) { } }", "int r = rand();", "std::random_device d;",
        "#include <iostream>", "#include <fstream>", "#include <thread>", "#include <mutex>",
        "std::unordered_map<int, int> m;", "int a = 1;  // tidy: allow float because x\nfloat f; double d;",
        "double d;  // tidy: allow double because ", 'auto s = R"(" )"; float f;', "char c = '\"'; float f;")),
    ("unfinished", {"src/base/a.cpp": "// TO" + "DO: more\n"}),
    ("unfinished", {"docs/x.md": "X" * 3 + "\n"}),
    ("unfinished", {"run": "# FIX" + "ME\n"}),
    ("length", {"src/base/z.cpp": "int a;\n" * 601}),
    ("length", {"src/base/z.cpp": LONG}),
    ("length", {"src/base/z.cpp": LONG, "tools/tidy_ratchet.txt": "src/base/z.cpp S 101\n"}),
    ("length", {"tools/tidy_ratchet.txt": "src/base/z.cpp S 101\n"}),
    ("error-code", {"src/base/error_codes.def": CODES + CODES.replace("one", "two")}),
    ("error-code", {"src/base/error_codes.def": CODES + CODES.replace("1001", "1002")}),
    ("error-code", {"src/base/error_codes.def": CODES.replace("retry", "pray")}),
    ("error-code", {"src/base/error_codes.def": CODES.replace(', "甲"', "")}),
    ("error-docs", {"src/base/error_codes.def": CODES}),
    ("catalogue", {"src/cel/texts.def": 'SCRIP_TEXT("said", "说")\nSCRIP_TEXT("said", "说")\n', "src/cel/a.cpp": 'say("sa" "id");\n'}),
    ("catalogue", {"src/cel/texts.def": 'SCRIP_TEXT("said", "说")\n', "src/cel/a.cpp": 'say("sad");\n'}),
    ("machine-path", {"run": "cd /ho" + "me/me\n"}),
    ("machine-path", {"docs/x.md": "see `/wo" + "rk/x`\n"}),
    ("machine-path", {"tests/x.json": '"/ro' + 'ot/x"'}),
    ("whitespace", {"docs/x.md": "a \n"}),
    ("final-newline", {"src/base/a.cpp": "int a;"}),
    ("pragma-once", {"src/base/a.h": "int a();\n"}),
    ("link", {"docs/x.md": "[a](none.md)\n"}),
    ("link", {"docs/x.md": "[a]: none.md\n"}),
]
STILL_SOUND: list[dict[str, str]] = [
    {"src/base/z.cpp": LONG, "tools/tidy_ratchet.txt": "src/base/z.cpp S 102\n"},
    {"src/base/z.cpp": LONG_LIST},
    {"tests/golden/x.txt": "/ho" + "me/x \n"},
]


def self_test(tidy: ModuleType) -> int:
    failures = []
    for extra in [{}, *STILL_SOUND]:
        failures += [f"a sound tree gives {f}" for f in tidy.findings(tidy.Tree({**SOUND, **extra}))]
    for rule, extra in BROKEN:
        rules = {finding.rule for finding in tidy.findings(tidy.Tree({**SOUND, **extra}))}
        if rule not in rules:
            failures.append(f"{rule} does not see {extra}, only {rules}")
    for failure in failures:
        print(f"tools/tidy --self-test: {failure}")
    print(f"{len(BROKEN) + len(STILL_SOUND) + 1 - len(failures)} passed, {len(failures)} failed")
    return 1 if failures else 0
