"""Descriptions of APIs (OpenAPI, AsyncAPI, GraphQL, Pact) -> what they say, whatever their version and form.

In: bytes or decoded documents. Out: plain typed values with places, which collectors, derivations and analyses share.
"""
