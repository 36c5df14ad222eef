"""What a server may send only to clients that say they understand it: the protocol's rules, as data.

A rule looks at every object that the server sends, and names the ability without which it must not be there.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from msgspec import Struct

Json = Any

PROPOSALS = frozenset(("textDocument/completion", "completionItem/resolve"))
ACTIONS = frozenset(("textDocument/codeAction", "codeAction/resolve"))
DIAGNOSTICS = {
    "textDocument/publishDiagnostics": ("textDocument.publishDiagnostics",),
    # Before version 3.18 of the protocol, clients that pull said there what they can show.
    "textDocument/diagnostic": ("textDocument.diagnostic", "textDocument.publishDiagnostics"),
    "workspace/diagnostic": ("textDocument.diagnostic", "textDocument.publishDiagnostics"),
}
LINKS = {
    f"textDocument/{kind}": f"textDocument.{kind}"
    for kind in ("definition", "declaration", "typeDefinition", "implementation")
}
REQUESTS = {
    "window/workDoneProgress/create": "window.workDoneProgress",
    "window/showDocument": "window.showDocument.support",
    "workspace/applyEdit": "workspace.applyEdit",
    "workspace/configuration": "workspace.configuration",
    "workspace/codeLens/refresh": "workspace.codeLens.refreshSupport",
    "workspace/diagnostic/refresh": "workspace.diagnostics.refreshSupport",
    "workspace/inlayHint/refresh": "workspace.inlayHint.refreshSupport",
    "workspace/semanticTokens/refresh": "workspace.semanticTokens.refreshSupport",
}
REGISTERED = {
    "workspace/didChangeWatchedFiles": "workspace.didChangeWatchedFiles",
    "workspace/didChangeConfiguration": "workspace.didChangeConfiguration",
}


def ability(capabilities: Json, path: str) -> Json:
    """What a client says at a dotted path; nothing if it says nothing."""
    found = capabilities
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found


class Rule(Struct, frozen=True, kw_only=True):
    """Objects with a property, of which something may have to be true, are for clients with one of these abilities."""

    methods: frozenset[str]
    key: str
    needs: tuple[str, ...]
    applies: Callable[[Json], bool] = bool


def is_markup(value: Json) -> bool:
    return isinstance(value, dict) and "kind" in value


def rule(methods: Iterable[str], key: str, *needs: str, applies: Callable[[Json], bool] = bool) -> Rule:
    return Rule(methods=frozenset(methods), key=key, needs=needs, applies=applies)


COMPLETION = "textDocument.completion"
SIGNATURE = "textDocument.signatureHelp.signatureInformation"
SYMBOLS = "textDocument.documentSymbol"
RULES = (
    rule(PROPOSALS, "insertTextFormat", f"{COMPLETION}.completionItem.snippetSupport", applies=lambda form: form == 2),
    rule(PROPOSALS, "labelDetails", f"{COMPLETION}.completionItem.labelDetailsSupport"),
    rule(PROPOSALS, "tags", f"{COMPLETION}.completionItem.tagSupport"),
    rule(PROPOSALS, "insert", f"{COMPLETION}.completionItem.insertReplaceSupport"),
    rule(PROPOSALS, "itemDefaults", f"{COMPLETION}.completionList.itemDefaults"),
    rule(
        ("textDocument/signatureHelp",),
        "label",
        f"{SIGNATURE}.parameterInformation.labelOffsetSupport",
        applies=lambda label: isinstance(label, list),
    ),
    rule(ACTIONS, "isPreferred", "textDocument.codeAction.isPreferredSupport"),
    rule(ACTIONS, "disabled", "textDocument.codeAction.disabledSupport"),
    rule(("textDocument/documentSymbol",), "selectionRange", f"{SYMBOLS}.hierarchicalDocumentSymbolSupport"),
    rule(("textDocument/foldingRange",), "collapsedText", "textDocument.foldingRange.foldingRange.collapsedText"),
    *(rule((method,), "targetUri", f"{path}.linkSupport") for method, path in LINKS.items()),
    *(
        rule((method,), key, *(f"{path}.{needed}" for path in paths))
        for method, paths in DIAGNOSTICS.items()
        for key, needed in (
            ("relatedInformation", "relatedInformation"),
            ("codeDescription", "codeDescriptionSupport"),
            ("tags", "tagSupport"),
        )
    ),
)
FORMATS = {
    "textDocument/hover": "textDocument.hover.contentFormat",
    "textDocument/completion": "textDocument.completion.completionItem.documentationFormat",
    "completionItem/resolve": "textDocument.completion.completionItem.documentationFormat",
    "textDocument/signatureHelp": "textDocument.signatureHelp.signatureInformation.documentationFormat",
}
"""Where clients say in which formats they take texts; those that say nothing take bare strings only."""


def objects(value: Json) -> Iterator[dict[str, Json]]:
    """All objects in a message."""
    match value:
        case dict():
            yield value
            for each in value.values():
                yield from objects(each)
        case list():
            for each in value:
                yield from objects(each)


def violations(capabilities: Json, method: str, content: Json) -> Iterator[str]:
    """What is in an answer to a request, or in the parameters of a message, that the client has not asked for."""
    if method in REQUESTS and not ability(capabilities, REQUESTS[method]):
        yield f"{method} needs {REQUESTS[method]}"
    if method == "textDocument/publishDiagnostics" and ability(capabilities, "textDocument.diagnostic"):
        # Manifests are no documents of this server, so no client pulls what is wrong with them.
        if not content["uri"].endswith("/ori.toml"):
            yield f"the diagnostics of {content['uri']} are pushed to a client that pulls them"
    if method == "client/registerCapability":
        for each in content["registrations"]:
            path = f"{REGISTERED[each['method']]}.dynamicRegistration"
            if not ability(capabilities, path):
                yield f"registering {each['method']} needs {path}"
    for found in objects(content):
        yield from _of_object(capabilities, method, found)


def _of_object(capabilities: Json, method: str, found: dict[str, Json]) -> Iterator[str]:
    if "documentChanges" in found and not ability(capabilities, "workspace.workspaceEdit.documentChanges"):
        yield f"{method}: documentChanges needs workspace.workspaceEdit.documentChanges"
    for each in RULES:
        if method in each.methods and each.key in found and each.applies(found[each.key]):
            if not any(ability(capabilities, path) for path in each.needs):
                yield f"{method}: {each.key} needs {' or '.join(each.needs)}"
    if method in FORMATS:
        for key in ("contents", "documentation"):
            text = found.get(key)
            known = ability(capabilities, FORMATS[method]) or []
            if is_markup(text) and text["kind"] not in known:
                yield f"{method}: {text['kind']} is not in {FORMATS[method]}"
    if method in ACTIONS and "title" in found and "data" in found:
        if not ability(capabilities, "textDocument.codeAction.dataSupport"):
            yield f"{method}: data needs textDocument.codeAction.dataSupport"
    if method == "textDocument/signatureHelp" and "label" in found and "parameters" in found:
        path = f"{SIGNATURE}.activeParameterSupport"
        if found.get("activeParameter") is not None and not ability(capabilities, path):
            yield f"{method}: activeParameter of a signature needs {path}"
    if method == "textDocument/completion" and "insertTextFormat" in found:
        kinds = ability(capabilities, f"{COMPLETION}.completionItemKind.valueSet") or range(1, 19)
        if found["kind"] not in kinds:
            yield f"{method}: the client knows no kind {found['kind']}"
    if method == "textDocument/documentSymbol" and "kind" in found:
        kinds = ability(capabilities, f"{SYMBOLS}.symbolKind.valueSet") or range(1, 19)
        if found["kind"] not in kinds:
            yield f"{method}: the client knows no kind {found['kind']}"
