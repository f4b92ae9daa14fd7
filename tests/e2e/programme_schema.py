#!/usr/bin/env python3
"""The JSON Schemas that editors use: every programme and its cases fit them, and they know every field the loader knows.

Run by ./test with SCRIP_SOURCE_DIR. The last line is "N passed, M failed".
"""

import json
import os
import pathlib
import re
import sys

import jsonschema
import yaml

SOURCE = pathlib.Path(os.environ.get("SCRIP_SOURCE_DIR", pathlib.Path(__file__).resolve().parents[2]))
FOLDER = SOURCE / "programmes"
LOADER = SOURCE / "src/policy/file"
# A field as the loader asks for it: reader.text("article"), root.one_of<Gives, 2>("gives", ...), find("rate").
FIELD = re.compile(r"""\b(?:find|text|required_text|id|both|required_both|yes|whole|day|literal|share|expression|
    required_expression|load_points|units|texts|items|each|each_named|amount|load_amount|one_of)(?:<[^()]*>)?\(\s*(?:\w+,\s*)?"(\w+)\"""",
                   re.VERBOSE)

passed = 0
failed = 0


def check(what: str, mistakes: list[str]) -> None:
    global passed, failed
    if mistakes:
        failed += 1
        print(f"{what}:")
        for mistake in mistakes:
            print(f"  {mistake}")
    else:
        passed += 1


class Loader(yaml.SafeLoader):
    """YAML 1.2's core schema, as editors read it: a day is a text, and so are yes and no."""


Loader.yaml_implicit_resolvers = {}
for tag, pattern, first in (("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"), ("null", r"~|null|Null|NULL|", "~nN\0"),
                            ("int", r"[-+]?[0-9]+", "-+0123456789"),
                            ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789")):
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), list(first))


def schema_of(name: str) -> jsonschema.Draft202012Validator:
    schema = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def mistakes_of(validator: jsonschema.Draft202012Validator, path: pathlib.Path) -> list[str]:
    document = yaml.load(path.read_text(encoding="utf-8"), Loader)
    return [f"{error.json_path}: {error.message[:300]}" for error in validator.iter_errors(document)]


def names_of(schema: object) -> set[str]:
    if isinstance(schema, list):
        return set().union(*map(names_of, schema))
    if not isinstance(schema, dict):
        return set()
    own = set(schema.get("properties", {})) if isinstance(schema.get("properties"), dict) else set()
    return own.union(*map(names_of, schema.values()))


def fields_of(*files: str) -> set[str]:
    text = "".join((LOADER / file).read_text(encoding="utf-8") for file in files)
    text = re.sub(r"//[^\n]*", "", text)
    return set(FIELD.findall(text))


def comment_of(path: pathlib.Path) -> list[str]:
    schema = os.path.relpath(FOLDER / f"{path.stem}.schema.json", path.parent)
    wanted = f"# yaml-language-server: $schema={schema}"
    first = path.read_text(encoding="utf-8").split("\n", 1)[0]
    return [] if first == wanted else [f"the first line is not '{wanted}'"]


programme, cases = schema_of("programme.schema.json"), schema_of("cases.schema.json")
for folder in sorted([*FOLDER.glob("*/"), *(SOURCE / "examples/programmes").glob("*/")]):
    check(f"{folder.name}/programme.yaml", mistakes_of(programme, folder / "programme.yaml") + comment_of(folder / "programme.yaml"))
    check(f"{folder.name}/cases.yaml", mistakes_of(cases, folder / "cases.yaml"))

for folder in sorted((SOURCE / "examples/templates").glob("*/")):
    check(f"template {folder.name}/programme.yaml", mistakes_of(programme, folder / "programme.yaml"))
    check(f"template {folder.name}/cases.yaml", mistakes_of(cases, folder / "cases.yaml"))
population = schema_of("population.schema.json")
for path in sorted((SOURCE / "examples/populations").glob("*.yaml")):
    check(f"populations/{path.name}", mistakes_of(population, path))
check("the schema finds a distribution that is none",
      [] if list(population.iter_errors({"scrip": "population 1", "applied_on": {"unifrom": [1, 2]}})) else ["it does not"])

loader = fields_of("load.cpp", "load_award.cpp", "load_purchase.cpp", "load_selection.cpp", "reader.cpp")
check("programme.schema.json has every field of the loader", sorted(loader - names_of(programme.schema)))
check("the loader has every field of programme.schema.json", sorted(names_of(programme.schema) - loader))
check("cases.schema.json has every field of the loader", sorted(fields_of("cases.cpp") - {"salt"} - names_of(cases.schema)))
check("the loader has every field of cases.schema.json", sorted(names_of(cases.schema) - fields_of("cases.cpp")))
check("the schema finds a field that is not known", [] if list(programme.iter_errors({"scirp": 1})) else ["it does not"])

print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
