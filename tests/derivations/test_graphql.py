"""GraphQL schemas and documents -> what schemas say, and which documents fit which schema."""

from __future__ import annotations

import json
import time

from graphql import build_schema, introspection_from_schema

from assay.derivations import graphql
from assay.model import Target
from assay.tables.graphql import GraphqlField, GraphqlSchema, GraphqlUse

SHOP = """
type Query { order(id: ID!): Order  orders(first: Int): OrderPage! }
type Mutation { refund(input: RefundInput!): Order }
type Order { id: ID!  total: Int!  amount: Int @deprecated(reason: "ask for total")  old: Int @deprecated }
type OrderPage { nodes: [Order!]! }
input RefundInput { amount: Int!  idempotencyKey: ID! }
"""
OTHER = "type Query { stock(sku: ID!): Int }"


def _derived(
    schemas: dict[str, str], documents: dict[str, str], defines: str = "", computed: bool = False
) -> tuple[dict[str, GraphqlSchema], dict[str, GraphqlField], dict[str, GraphqlUse]]:
    rows = [(path, None, text, False, computed, False, 1) for path, text in documents.items()]
    if defines:
        rows.append(("server.ts", None, defines, True, False, False, 1))
    inputs = {"schemas": sorted(schemas.items(), key=lambda pair: (len(pair[0]), pair[0])), "documents": rows}
    made = list(graphql.derive(inputs, Target([])))
    return (
        {row.path: row for row in made if isinstance(row, GraphqlSchema)},
        {f"{row.type}.{row.field}": row for row in made if isinstance(row, GraphqlField)},
        {row.path: row for row in made if isinstance(row, GraphqlUse)},
    )


def test_fields_say_what_standards_ask() -> None:
    _, fields, _ = _derived({"a.graphql": SHOP}, {})
    assert (fields["Query.orders"].kind, fields["Query.orders"].is_connection) == ("query", True)
    assert fields["OrderPage.nodes"].is_list and fields["OrderPage.nodes"].is_composite
    assert fields["Mutation.refund"].inputs == "input amount idempotencyKey"
    assert (fields["Order.amount"].deprecated, fields["Order.amount"].reason) == (True, "ask for total")
    assert (fields["Order.old"].deprecated, fields["Order.old"].reason) == (True, None)
    assert fields["Order.id"].line == 4 and not fields["Order.id"].nullable and not fields["Order.id"].deprecated


def test_an_introspection_says_the_same_as_a_definition() -> None:
    stated = json.dumps({"data": introspection_from_schema(build_schema(SHOP))})
    schemas, introspected, uses = _derived({"schema.json": stated}, {"q.graphql": "{ order(id: 1) { total } }"})
    _, defined, _ = _derived({"a.graphql": SHOP}, {})
    assert schemas["schema.json"].form == "introspection" and schemas["schema.json"].valid
    told = ("kind", "result", "is_list", "is_connection", "deprecated", "arguments", "inputs", "nullable")
    for name in ("Query.orders", "Mutation.refund", "Order.amount", "OrderPage.nodes"):
        assert [getattr(introspected[name], key) for key in told] == [getattr(defined[name], key) for key in told]
    assert uses["q.graphql"].valid is True


def test_what_breaks_the_specification_is_told_and_a_part_is_not_judged() -> None:
    broken = SHOP.replace("type Order {", "type Order {\n  total: Int!\n")
    schemas, _, _ = _derived(
        {"broken.graphql": broken, "part/a.graphql": "type A { b: B }", "no/a.graphql": "type Query {"}, {}
    )
    assert schemas["broken.graphql"].valid is False and "total" in (schemas["broken.graphql"].message or "")
    assert schemas["part/a.graphql"].valid is None and "B" in (schemas["part/a.graphql"].message or "")
    assert schemas["no/a.graphql"].valid is False and schemas["no/a.graphql"].line == 1


def test_a_copy_is_read_once_and_serves_the_documents_beside_it() -> None:
    schemas, fields, uses = _derived(
        {"a/s.graphql": SHOP, "bb/s.graphql": SHOP}, {"bb/q.graphql": "{ order(id: 1) { total } }"}
    )
    assert (schemas["a/s.graphql"].copy_of, schemas["bb/s.graphql"].copy_of) == (None, "a/s.graphql")
    assert {field.path for field in fields.values()} == {"a/s.graphql"}
    assert uses["bb/q.graphql"].schema_path == "bb/s.graphql"


def test_documents_are_held_against_the_nearest_schema_that_they_fit() -> None:
    _, _, uses = _derived(
        {"shop/s.graphql": SHOP, "stock/s.graphql": OTHER},
        {
            "stock/q.graphql": "{ stock(sku: 1) }",
            "stock/order.graphql": "{ order(id: 1) { amount } }",
            "shop/wrong.graphql": "query Wrong {\n  order(id: 1) {\n    totl\n  }\n}",
        },
    )
    assert (uses["stock/q.graphql"].schema_path, uses["stock/q.graphql"].valid) == ("stock/s.graphql", True)
    order = uses["stock/order.graphql"]
    assert (order.schema_path, order.valid, order.deprecated) == (
        "shop/s.graphql",
        True,
        "Order.amount (ask for total)",
    )
    wrong = uses["shop/wrong.graphql"]
    assert (wrong.valid, wrong.line, wrong.document) == (False, 3, "without a name")
    assert "totl" in (wrong.message or "")


def test_schemas_that_have_nothing_of_a_document_do_not_keep_it_from_the_one_that_has() -> None:
    others = {f"{name}.json": OTHER.replace("stock", name) for name in "abcdefgh"}
    stated = {path: json.dumps(introspection_from_schema(build_schema(text))) for path, text in others.items()}
    documents = {"q.graphql": "{ order(id: 1) { total } }", "f.graphql": "fragment F on Order { total }"}
    stated["z/shop.json"] = json.dumps(introspection_from_schema(build_schema(SHOP)))
    _, _, uses = _derived(stated, documents)
    assert {(use.schema_path, use.valid) for use in uses.values()} == {("z/shop.json", True)}


def test_a_document_of_another_api_is_not_held_against_a_schema_that_happens_to_be_there() -> None:
    _, _, uses = _derived({"s.graphql": OTHER}, {"q.graphql": "{ order(id: 1) { total } }"})
    assert uses["q.graphql"].valid is None and "another schema" in (uses["q.graphql"].message or "")
    both = {"q.graphql": "{ stock(sku: 1) order(id: 1) { total } }"}
    _, _, uses = _derived({"s.graphql": OTHER}, both)
    assert uses["q.graphql"].valid is False, "it begins with what the schema has: what is missing is missing"
    added = 'extend type Query { "Added when the server starts." order(id: ID!): Order }'
    _, _, uses = _derived({"s.graphql": OTHER}, both, added)
    assert uses["q.graphql"].valid is None


def test_fragments_lie_in_other_files_and_the_nearest_of_a_name_is_meant() -> None:
    documents = {
        "a/q.graphql": "query Q { order(id: 1) { ...Total } }",
        "a/f.graphql": "fragment Total on Order { total }",
        "b/f.graphql": "fragment Total on Nothing { total }",
        "c/q.graphql": "query Q { order(id: 1) { ...Missing } }",
    }
    _, _, uses = _derived({"s.graphql": SHOP}, documents)
    assert uses["a/q.graphql"].valid is True
    assert uses["c/q.graphql"].valid is None and "Missing" in (uses["c/q.graphql"].message or "")


def test_where_several_fragments_have_a_name_only_what_is_wrong_with_each_is_wrong() -> None:
    several = {
        "a/page.graphql": "fragment Lines on OrderPage { nodes { id } }",
        "a/some.graphql": "fragment Lines on Order { total }",
    }
    fits = {"q.graphql": "query Q {\n order(id: 1) {\n ...Lines\n }\n}"}
    _, _, uses = _derived({"s.graphql": SHOP}, several | fits)
    assert uses["q.graphql"].valid is True
    wrong = {"q.graphql": "query Q {\n order(id: 1) {\n totl\n ...Lines\n }\n}"}
    _, _, uses = _derived({"s.graphql": SHOP}, several | wrong)
    assert (uses["q.graphql"].valid, uses["q.graphql"].line, uses["q.graphql"].problems) == (False, 3, 1)
    astray = {"a/some.graphql": "fragment Lines on RefundInput { amount }"}
    _, _, uses = _derived({"s.graphql": SHOP}, several | astray | fits)
    assert uses["q.graphql"].valid is None and "several" in (uses["q.graphql"].message or "")
    own = {"q.graphql": "fragment Lines on Order { total }  query Q { order(id: 1) { ...Lines } }"}
    _, _, uses = _derived({"s.graphql": SHOP}, several | own)
    assert uses["q.graphql"].valid is True


def test_what_is_deprecated_is_named_and_shown_where_it_is_used() -> None:
    schema = """
    type Query { orders(first: Int  old: Int @deprecated  filter: Filter  sort: Sort): [Order!] }
    type Order { total: Int @deprecated(reason: "ask for\\n sums") }
    input Filter { state: String @deprecated(reason: "states")  states: [String] }
    enum Sort { NEW  OLD @deprecated }
    """
    query = """query Q {
      mine: orders(first: 1, %s) {
        sum: total
      }
    }"""
    _, _, uses = _derived({"s.graphql": schema}, {"q.graphql": query % "sort: NEW, filter: { states: [] }"})
    assert (uses["q.graphql"].deprecated, uses["q.graphql"].line) == ("Order.total (ask for sums)", 3)
    _, _, uses = _derived({"s.graphql": schema}, {"q.graphql": query % 'old: 1, sort: OLD, filter: { state: "a" }'})
    told = (uses["q.graphql"].deprecated or "").split("; ")
    assert told == [
        "Query.orders(old:) (No longer supported)",
        "Sort.OLD (No longer supported)",
        "Filter.state (states)",
        "Order.total (ask for sums)",
    ]
    assert uses["q.graphql"].line == 2


def test_editions_of_a_schema_beside_each_other_are_no_parts_of_one() -> None:
    next_ = SHOP.replace("id: ID!  total", "id: ID!  paid: Int  total")
    document = {"q.graphql": "{ order(id: 1) { total } }", "next.graphql": "{ order(id: 1) { paid } }"}
    _, _, uses = _derived({"now.graphql": SHOP, "soon.graphql": next_}, document)
    assert {path: (use.schema_path, use.valid) for path, use in uses.items()} == {
        "q.graphql": ("now.graphql", True),
        "next.graphql": ("soon.graphql", True),
    }
    parts = {"order.graphql": SHOP, "stock.graphql": OTHER}
    _, _, uses = _derived(parts, {"q.graphql": "{ order(id: 1) { total } stock(sku: 1) }"})
    assert uses["q.graphql"].valid is None, "each stands by itself, and both are put together elsewhere"
    added = {"now.graphql": SHOP, "soon.graphql": next_, "more.graphql": "extend type Query { gift: Order }"}
    _, _, uses = _derived(added, {"q.graphql": "{ order(id: 1) { total } gift { id } }"})
    assert uses["q.graphql"].valid is None


def test_a_directive_that_is_defined_elsewhere_makes_a_part() -> None:
    entity = 'type Query { a: A } type A @key(fields: "id") { id: ID! }'
    schemas, _, _ = _derived({"a.graphql": entity}, {})
    assert schemas["a.graphql"].valid is None and "@key" in (schemas["a.graphql"].message or "")
    defined = "directive @key(fields: Keys!) on OBJECT " + entity
    schemas, _, _ = _derived({"a.graphql": defined}, {})
    assert schemas["a.graphql"].valid is None and "refers to Keys" in (schemas["a.graphql"].message or "")
    schemas, _, _ = _derived({"a.graphql": defined + ' scalar Keys @specifiedBy(url: "https://keys.test")'}, {})
    assert schemas["a.graphql"].valid is True
    schemas, _, _ = _derived({"a.graphql": defined.replace("OBJECT", "FIELD_DEFINITION") + " scalar Keys"}, {})
    assert schemas["a.graphql"].valid is False


def test_what_only_the_latest_edition_forbids_breaks_nothing() -> None:
    text = "type Query { a: A } interface Node { id: ID } type A implements Node { id: ID @deprecated %s }"
    schemas, _, uses = _derived({"a.graphql": text % ""}, {"q.graphql": "{ a { id } }", "no.graphql": "{ a { b } }"})
    assert schemas["a.graphql"].valid is True
    assert (uses["q.graphql"].valid, uses["no.graphql"].valid) == (True, False)
    schemas, _, _ = _derived({"a.graphql": text % "} interface Left { b: Int } type B implements Left { c: Int"}, {})
    assert schemas["a.graphql"].valid is False and "Left.b" in (schemas["a.graphql"].message or "")


def test_pages_are_told_from_things_that_have_items() -> None:
    schema = """
    type Query { cart: Cart  carts: Carts  self: Query  shown: Shown  nodes(ids: [ID!]!): [Cart] }
    type Cart { id: ID!  items: [Cart!]  total_count: Int }
    type Carts { items: [Cart!]  page_info: Info }
    type Shown { items: [Cart!] }
    type Info { size: Int }
    """
    _, fields, _ = _derived({"s.graphql": schema}, {})
    assert {name for name, field in fields.items() if field.is_connection} == {"Query.carts"}


def test_what_cannot_be_told_is_unknown_and_what_is_no_graphql_is_told() -> None:
    query = "{ order(id: 1) { total @client } }"
    _, _, uses = _derived({"s.graphql": SHOP}, {"q.graphql": query, "no.graphql": "query {\n order(id: 1 }"})
    assert uses["q.graphql"].valid is None
    assert (uses["no.graphql"].valid, uses["no.graphql"].line, uses["no.graphql"].kind) == (False, 2, "unread")
    _, _, uses = _derived({"s.graphql": SHOP}, {"q.graphql": "{ order(id: 1) {   } }"}, computed=True)
    assert uses["q.graphql"].valid is None
    _, _, uses = _derived({}, {"q.graphql": "{ order(id: 1) { total } }"})
    assert uses["q.graphql"].valid is None and uses["q.graphql"].schema_path is None


def test_hostile_texts_come_to_an_end() -> None:
    deep = "{a" * 5_000 + "}" * 5_000
    many = "query Q { " + " ".join(f"a{number}: order(id: 1) {{ total }}" for number in range(20_000)) + " }"
    circle = "query Q { order(id: 1) { ...A } } fragment A on Order { ...B } fragment B on Order { ...A }"
    schemas, _, uses = _derived(
        {"s.graphql": SHOP, "x/deep.graphql": "type Query { a: " + "[" * 5_000 + "Int" + "]" * 5_000 + " }"},
        {"deep.graphql": deep, "many.graphql": many, "circle.graphql": circle},
    )
    told = {path: use.valid for path, use in uses.items()}
    assert told == {"deep.graphql": None, "many.graphql": None, "circle.graphql": False}
    assert schemas["x/deep.graphql"].valid is False


def test_what_is_too_much_to_be_read_or_compared_is_told_and_not_judged() -> None:
    started = time.monotonic()
    deep = f"query D {'{ a' * 1_000}{'}' * 1_000}"
    _, _, uses = _derived({"a.graphql": OTHER}, {"d.graphql": deep, "w.graphql": f"{{ {'stock(sku: 1) ' * 3_000} }}"})
    assert [use.valid for use in uses.values()] == [None, None]
    listed: dict[str, object] = {"kind": "SCALAR", "name": "Int"}
    for _ in range(400):
        listed = {"kind": "LIST", "name": None, "ofType": listed}
    field = {"name": "a", "args": [], "type": listed, "isDeprecated": False}
    query = {"kind": "OBJECT", "name": "Query", "interfaces": [], "fields": [field]}
    stated = {"__schema": {"queryType": {"name": "Query"}, "types": [query], "directives": []}}
    schemas, _, _ = _derived({"schema.json": json.dumps(stated)}, {})
    assert schemas["schema.json"].valid is False
    assert time.monotonic() - started < 20
