"""What AsyncAPI 2 and 3 say an object may hold, after the specifications 2.6.0 and 3.1.0, one line an object.

`key` is text, `key:type` of that type, `key!` has to be there. Types: `@x` an object of shape x or a reference to one,
`{x}` a map and `[x]` a list of such, `a|b` one of these words, `null` after `?`. All versions of one major number are
held against its latest: a key that came later is no problem in an earlier one.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

_BOTH = """
contact: name url email
license: name! url
external_docs: url! description
tag: name! description externalDocs:@external_docs
server_variable: enum:[string] default description examples:[string]
correlation_id: location! description
bindings: *:any
flows: implicit:@flow password:@flow clientCredentials:@flow authorizationCode:@flow
"""
_TWO = """
root: asyncapi! id info!:@info servers:{@server} defaultContentType channels!:{@channel} components:@components
  tags:[@tag] externalDocs:@external_docs
info: title! version! description termsOfService contact:@contact license:@license
server: url! protocol! protocolVersion description variables:{@server_variable} security:[any] tags:[@tag]
  bindings:@bindings
channel: description servers:[string] subscribe:@operation publish:@operation parameters:{@parameter}
  bindings:@bindings deprecated:boolean
parameter: description schema:schema location
operation: operationId summary description security:[any] tags:[@tag] externalDocs:@external_docs
  bindings:@bindings traits:[@operation_trait] message:@message
operation_trait: operationId summary description security:[any] tags:[@tag] externalDocs:@external_docs
  bindings:@bindings
message: messageId headers:schema payload:schema correlationId:@correlation_id schemaFormat contentType name
  title summary description tags:[@tag] externalDocs:@external_docs bindings:@bindings examples:[@example]
  traits:[@message_trait] oneOf:[@message] deprecated:boolean
message_trait: messageId headers:schema correlationId:@correlation_id schemaFormat contentType name title
  summary description tags:[@tag] externalDocs:@external_docs bindings:@bindings examples:[@example]
  deprecated:boolean
example: name summary headers:object payload:any
components: schemas:{schema} servers:{@server} serverVariables:{@server_variable} channels:{@channel}
  messages:{@message} securitySchemes:{@security_scheme} parameters:{@parameter}
  correlationIds:{@correlation_id} operationTraits:{@operation_trait} messageTraits:{@message_trait}
  serverBindings:{@bindings} channelBindings:{@bindings} operationBindings:{@bindings}
  messageBindings:{@bindings}
security_scheme:
  type!:SCHEME
  description name in scheme bearerFormat flows:@flows openIdConnectUrl
flow: authorizationUrl tokenUrl refreshUrl scopes!:{string}
"""
_THREE = """
root: asyncapi! id info!:@info servers:{@server} defaultContentType channels:{@channel} operations:{@operation}
  components:@components
info: title! version! description termsOfService contact:@contact license:@license tags:[@tag]
  externalDocs:@external_docs
server: host! protocol! protocolVersion pathname title summary description variables:{@server_variable}
  security:[@security_scheme] tags:[@tag] externalDocs:@external_docs bindings:@bindings
channel: address:string?null messages:{@message} title summary description servers:[reference]
  parameters:{@parameter} tags:[@tag] externalDocs:@external_docs bindings:@bindings
parameter: enum:[string] default description examples:[string] location
operation: action!:send|receive channel!:reference title summary description security:[@security_scheme]
  tags:[@tag] externalDocs:@external_docs bindings:@bindings traits:[@operation_trait] messages:[reference]
  reply:@reply
reply: address:@reply_address channel:reference messages:[reference]
reply_address: location! description
operation_trait: title summary description security:[@security_scheme] tags:[@tag] externalDocs:@external_docs
  bindings:@bindings
message: headers:schema payload:schema correlationId:@correlation_id contentType name title summary
  description tags:[@tag] externalDocs:@external_docs bindings:@bindings examples:[@example]
  traits:[@message_trait] deprecated:boolean
message_trait: headers:schema correlationId:@correlation_id contentType name title summary description
  tags:[@tag] externalDocs:@external_docs bindings:@bindings examples:[@example] deprecated:boolean
example: name summary headers:object payload:any
components: schemas:{schema} servers:{@server} serverVariables:{@server_variable} channels:{@channel}
  operations:{@operation} messages:{@message} securitySchemes:{@security_scheme} parameters:{@parameter}
  correlationIds:{@correlation_id} replies:{@reply} replyAddresses:{@reply_address}
  externalDocs:{@external_docs} tags:{@tag} operationTraits:{@operation_trait} messageTraits:{@message_trait}
  serverBindings:{@bindings} channelBindings:{@bindings} operationBindings:{@bindings}
  messageBindings:{@bindings}
security_scheme:
  type!:SCHEME
  description name in scheme bearerFormat flows:@flows openIdConnectUrl scopes:[string]
flow: authorizationUrl tokenUrl refreshUrl availableScopes!:{string}
"""
_SCHEMES = (
    "userPassword|apiKey|X509|symmetricEncryption|asymmetricEncryption|httpApiKey|http|oauth2|openIdConnect|plain|"
    "scramSha256|scramSha512|gssapi"
)
#: What a security scheme of a type has to state besides.
SCHEME_NEEDS = {
    "apiKey": ("in",),
    "httpApiKey": ("name", "in"),
    "http": ("scheme",),
    "oauth2": ("flows",),
    "openIdConnect": ("openIdConnectUrl",),
}


class Field(NamedTuple):
    type: str
    required: bool


@cache
def shapes(version: str) -> dict[str, dict[str, Field]]:
    """Shape -> its keys."""
    text = (_BOTH + (_THREE if version.startswith("3") else _TWO)).strip()
    lines = text.replace("SCHEME", _SCHEMES).replace("\n  ", " ").splitlines()
    found = {name: dict(map(_field, stated.split())) for name, _, stated in (line.partition(": ") for line in lines)}
    # AsyncAPI 2.0 says nothing of the keys of an example of a message.
    return found | ({"example": {"*": Field("any", False)}} if version.startswith("2.0.") else {})


def _field(stated: str) -> tuple[str, Field]:
    key, _, kind = stated.partition(":")
    return key.rstrip("!"), Field(kind or "string", key.endswith("!"))
