"""What the client at the other end can do."""

from collections.abc import Sequence
from typing import Any, Final

from lsprotocol import types
from msgspec import Struct

from ori_compiler.ide.code_lenses import LensKind

OLDEST_PROPOSAL_KINDS: Final = frozenset[int](kind for kind in types.CompletionItemKind if kind.value <= 18)
"""The kinds that every client knows; newer ones are named by the clients that know them."""


class Client(Struct, frozen=True):
    """The abilities that answers depend on. Without any, the protocol's oldest forms are used."""

    encoding: str = "utf-16"
    pulls_diagnostics: bool = False
    refreshes_diagnostics: bool = False
    related_information: bool = False
    diagnostic_tags: bool = False
    markdown_hover: bool = False
    proposal_kinds: frozenset[int] = OLDEST_PROPOSAL_KINDS
    snippets: bool = False
    label_details: bool = False
    proposal_format: types.MarkupKind | None = None
    signature_format: types.MarkupKind | None = None
    active_parameters: bool = False
    label_offsets: bool = False
    definition_links: bool = False
    hierarchical_symbols: bool = False
    versioned_edits: bool = False
    code_action_literals: bool = False
    preferred_actions: bool = False
    resolves_edits: bool = False
    watches_files: bool = False
    registers_configuration: bool = False
    tells_configuration: bool = False
    refreshes_lenses: bool = False
    shows_progress: bool = False
    lenses: frozenset[LensKind] = frozenset(LensKind) - {LensKind.DEBUG}
    checks_workspace: bool = False


def client_of(capabilities: types.ClientCapabilities, encoding: str, options: Any = None) -> Client:
    """The abilities that a client declares, and what its `initializationOptions` ask for."""
    document = capabilities.text_document or types.TextDocumentClientCapabilities()
    workspace = capabilities.workspace or types.WorkspaceClientCapabilities()
    push, pull = document.publish_diagnostics, document.diagnostic
    watch, edit = workspace.did_change_watched_files, workspace.workspace_edit
    action, settings = document.code_action, workspace.did_change_configuration
    proposal = document.completion.completion_item if document.completion is not None else None
    signature = document.signature_help.signature_information if document.signature_help is not None else None
    formats = document.hover.content_format if document.hover is not None else None
    return Client(
        encoding=encoding,
        pulls_diagnostics=pull is not None,
        refreshes_diagnostics=workspace.diagnostics is not None and workspace.diagnostics.refresh_support is True,
        related_information=any(each is not None and each.related_information is True for each in (push, pull)),
        diagnostic_tags=any(each is not None and each.tag_support is not None for each in (push, pull)),
        markdown_hover=bool(formats) and formats[0] == types.MarkupKind.Markdown if formats else False,
        proposal_kinds=_proposal_kinds(document.completion),
        snippets=proposal is not None and proposal.snippet_support is True,
        label_details=proposal is not None and proposal.label_details_support is True,
        proposal_format=_preferred(proposal.documentation_format if proposal is not None else None),
        signature_format=_preferred(signature.documentation_format if signature is not None else None),
        active_parameters=signature is not None and signature.active_parameter_support is True,
        label_offsets=signature is not None
        and signature.parameter_information is not None
        and signature.parameter_information.label_offset_support is True,
        definition_links=document.definition is not None and document.definition.link_support is True,
        hierarchical_symbols=document.document_symbol is not None
        and document.document_symbol.hierarchical_document_symbol_support is True,
        versioned_edits=edit is not None and edit.document_changes is True,
        code_action_literals=action is not None and action.code_action_literal_support is not None,
        preferred_actions=action is not None and action.is_preferred_support is True,
        resolves_edits=action is not None
        and action.data_support is True
        and action.resolve_support is not None
        and "edit" in action.resolve_support.properties,
        watches_files=watch is not None and watch.dynamic_registration is True,
        registers_configuration=settings is not None and settings.dynamic_registration is True,
        tells_configuration=workspace.configuration is True,
        refreshes_lenses=workspace.code_lens is not None and workspace.code_lens.refresh_support is True,
        shows_progress=capabilities.window is not None and capabilities.window.work_done_progress is True,
        lenses=wanted_lenses(options),
        checks_workspace=wants_workspace_checked(options),
    )


def _proposal_kinds(completion: types.CompletionClientCapabilities | None) -> frozenset[int]:
    kinds = completion.completion_item_kind if completion is not None else None
    return frozenset(kinds.value_set) if kinds is not None and kinds.value_set else OLDEST_PROPOSAL_KINDS


def _preferred(formats: Sequence[types.MarkupKind] | None) -> types.MarkupKind | None:
    """The format that a client likes best; none for one that takes bare texts only."""
    return types.MarkupKind(formats[0]) if formats else None


def wants_workspace_checked(options: Any) -> bool:
    """Whether a client wants to know what is wrong in files that are not open."""
    switches = options.get("diagnostics") if isinstance(options, dict) else None
    return isinstance(switches, dict) and switches.get("workspace") is True


def wanted_lenses(options: Any) -> frozenset[LensKind]:
    """The lenses that a client wants: all that it does not refuse, and debugging if it says that it can."""
    switches = options.get("codeLens") if isinstance(options, dict) else None
    if not isinstance(switches, dict):
        switches = {}
    return frozenset(kind for kind in LensKind if switches.get(kind.value, kind is not LensKind.DEBUG) is not False)
