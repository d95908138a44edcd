"""All that a rule may use: import nothing else of nginxlint in a rule.

A rule is one class in one file. Its docstring is the page that ``nginxlint explain`` shows: the first line
is the title; the paragraphs say what is wrong, why it matters, how to fix it, when to ignore it. Its examples
are the files of ``fixtures/rules/<id>/``. What it looks at is said by the decorator of its method::

    class ErrorLogOff(Rule):
        \"\"\"`error_log off` writes a log file called "off".

        ...
        \"\"\"

        id = "error-log-off"
        severity = Severity.WARNING

        @on("error_log")
        def check(self, error_log: Directive, report: Report) -> None:
            if error_log.args[0] == "off":
                report(error_log.args[0], "`error_log off` does not switch the log off: ...")

The engine walks the configuration once and calls the methods. ``API_VERSION`` grows when something that
rules use changes its meaning or goes away.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nginxlint.config.answers.charsets import (
        twice as duplicate_charset_maps,
        unmapped as unmapped_charsets,
    )
    from nginxlint.config.answers.compression import (
        ineffective as ineffective_types,
        uncompressed,
        untyped as untyped_compression,
    )
    from nginxlint.config.answers.headers import (
        broken_fields,
        doubles as double_headers,
        doubles_content_type,
        in_effect as headers_in_effect,
        lost as lost_headers,
        protects as header_protects,
    )
    from nginxlint.config.answers.logs import is_explained, is_logged, is_quiet, log_formats
    from nginxlint.config.answers.replacing import (
        DIRECTIVES as REPLACING_DIRECTIVES,
        replaced as replaced_lines,
    )
    from nginxlint.config.answers.request_bodies import unsized_bodies
    from nginxlint.config.answers.ssi import ssi_source
    from nginxlint.config.backends.buffers import Misfit as BufferMisfit, misfits as buffer_misfits
    from nginxlint.config.backends.destinations import (
        Destination,
        external_name_servers,
        is_best_outside,
        is_elastic,
        looked_up_once,
        routes_by,
        unresolved,
    )
    from nginxlint.config.backends.families import all_passed_on, wrong_family
    from nginxlint.config.backends.gateways import GatewayGap, gateway_gaps
    from nginxlint.config.backends.proxying import (
        by_server as proxied_by_server,
        compressed_filters,
        half_upgrades,
        lost_fields as lost_request_fields,
        lost_keepalives,
        odd_hosts,
        unforwarded,
        unkept,
        without_host,
    )
    from nginxlint.config.backends.sent_paths import decoded_path, encoded_twice, slash_mismatch
    from nginxlint.config.backends.streaming import streams
    from nginxlint.config.backends.transport import (
        missing as missing_proxy_tls,
        unverified,
        without_server_name,
    )
    from nginxlint.config.blocks.access import (
        Access,
        access,
        is_internal,
        is_local,
        is_restricted,
        is_universal,
        levels as access_levels,
        rules as access_rules,
        unreachable as unreachable_rules,
    )
    from nginxlint.config.blocks.answering import (
        answering,
        answers_constant,
        location_matches,
        only_scripts,
        serves_files,
    )
    from nginxlint.config.blocks.includes import read_again
    from nginxlint.config.blocks.listening import (
        Address,
        Conflict,
        Line,
        Undecided,
        addresses as listening_addresses,
        conflicts as listen_conflicts,
        ipv6_alone,
        listen_host,
        undecided as undecided_servers,
        without_ipv6,
    )
    from nginxlint.config.blocks.locations import (
        Location,
        location_of,
        misled_as_regex,
        regex_locations,
        regex_sign,
        unusual as unusual_locations,
    )
    from nginxlint.config.blocks.names import (
        Taken as TakenName,
        hash_shortfalls,
        name_tables,
        nameless as nameless_servers,
        server_names,
        wildcard as wildcard_kind,
    )
    from nginxlint.config.blocks.passing import passed_uri, unix_socket
    from nginxlint.config.blocks.required import (
        lacking as lacking_servers,
        speaks_tls,
        speaks_tls_under,
        tls_servers,
    )
    from nginxlint.config.blocks.servers import Listen, Server, http_servers, server_of
    from nginxlint.config.blocks.upstreams import (
        by_name as upstreams_by_name,
        can_be_counted,
        idle_parameters,
        is_run_time_name,
        misplaced_backups,
        ported as passes_with_port,
        redefined_methods,
        servers_of,
        undefined as undefined_upstreams,
        upstreams,
    )
    from nginxlint.config.blocks.workers import (
        connections_and_files,
        connections_short_of,
        odd_affinity,
        unknown_pools as unknown_thread_pools,
    )
    from nginxlint.config.blocks.zones import (
        by_name as zones_by_name,
        clashes as zone_clashes,
        undeclared as undeclared_zones,
    )
    from nginxlint.config.complaint import Complaint
    from nginxlint.config.configuration import Configuration
    from nginxlint.config.guessing import Guesses
    from nginxlint.config.inherit import effective, value as effective_value
    from nginxlint.config.known import (
        all_known,
        from_template,
        inherits_known,
        is_complete,
        nothing_to_come,
        sees_neighbours,
    )
    from nginxlint.config.paths import buffered_otherwise, relative_paths, shared_folders, unexpanded_paths
    from nginxlint.config.repeats import repeated_referers, repeated_values, repeats
    from nginxlint.config.routes.aliases import Escape, alias_escape
    from nginxlint.config.routes.conditions import (
        file_test,
        host_tests,
        instead_of_file_test,
        lost_setting,
        place_of_try_files,
        skipping_try_files,
    )
    from nginxlint.config.routes.emptiness import empty_blocks
    from nginxlint.config.routes.error_pages import (
        ErrorPage,
        HttpsUrl,
        error_pages as error_pages_of,
        never_497,
        pages_497,
    )
    from nginxlint.config.routes.index_lists import repeated_indexes
    from nginxlint.config.routes.loops import (
        FailingPage,
        failing_pages,
        fallback_loops,
        redirect_loops,
        rewrite_loops,
    )
    from nginxlint.config.routes.named import dangling as dangling_names, unused as unused_names
    from nginxlint.config.routes.open_files import uncached_tests
    from nginxlint.config.routes.reach import impossible_locations, shadowed as shadowed_locations
    from nginxlint.config.routes.rewriting import (
        as_return,
        break_instead,
        dead as dead_rewrites,
        forgetful as forgetful_redirect,
        handler as content_handler,
        relative_host,
        unreachable,
    )
    from nginxlint.config.routes.roots import (
        glued as glued_alias,
        misled as misled_try_files,
        rootless as rootless_servers,
        same_for_all as alias_for_all,
        shared_roots,
    )
    from nginxlint.config.routes.routing import rewritten_again
    from nginxlint.config.routes.simpler import exact_instead, loose_example as loose_location, prefix_instead
    from nginxlint.config.sayings import seen_from, twice_read
    from nginxlint.config.tls.certificates import without_certificate
    from nginxlint.config.tls.dhparam import idle_dhparam, unfed_dhe
    from nginxlint.config.tls.early_data import replayable as replayable_requests
    from nginxlint.config.tls.hsts import plain_hsts, without_hsts
    from nginxlint.config.tls.http2 import unguarded_defaults, without_http2
    from nginxlint.config.tls.overruled import (
        DIRECTIVES as OVERRULED_DIRECTIVES,
        is_overruled,
        overruled as overruled_tls,
    )
    from nginxlint.config.tls.passwords import bare_passwords
    from nginxlint.config.tls.plain_http import Plain as PlainName, unredirected
    from nginxlint.config.tls.quic import unannounced as unannounced_quic
    from nginxlint.config.tls.sessions import static_ticket_keys, uncached as uncached_tls_sessions
    from nginxlint.config.tls.speakers import (
        below_13 as below_tls13,
        deciders as default_tls_servers,
        holds_in as tls_holds_in,
        lines as tls_lines,
        names_address,
        protocols as tls_protocols,
        stapled as stapled_servers,
        tls_listen,
        without as tls_servers_without,
    )
    from nginxlint.config.variables.captures import empty as empty_captures
    from nginxlint.config.variables.client import (
        Input,
        built_in,
        client_inputs,
        client_texts,
        variables_named,
    )
    from nginxlint.config.variables.empty_values import (
        consequence as empty_breaks,
        effect as empty_effect,
        matters as empty_matters,
    )
    from nginxlint.config.variables.forwarding import Chosen, chosen_target
    from nginxlint.config.variables.initialised import Unset, unset as unset_variables
    from nginxlint.config.variables.regexes import (
        Pattern,
        example_path,
        loose_dots,
        map_pattern,
        needs_query,
        origin_bypass,
        path_patterns,
        patterns,
        regex_attack,
    )
    from nginxlint.config.variables.splitting import Break, line_break
    from nginxlint.config.variables.tables import (
        cycles as table_cycles,
        without_default as tables_without_default,
    )
    from nginxlint.config.variables.unused import (
        offers_limit,
        unused_upstreams,
        unused_variables,
        unused_zones,
    )
    from nginxlint.config.variables.variables import (
        Spellings,
        nearest as nearest_variable,
        spellings,
        unknown as unknown_variables,
        uses_of,
    )
    from nginxlint.config.variables.vulnerable import (
        Affected,
        affected as vulnerable_parts,
        is_affected,
        mixed_captures,
        overlapping_captures,
        rewrite_overflows,
    )
    from nginxlint.config.writing.bands import outside as values_outside
    from nginxlint.config.writing.inserting import (
        lines_above,
        lines_below,
        moved_above,
        repetition,
        switched_on,
        without as without_line,
    )
    from nginxlint.config.writing.layout import long_blocks, long_lines, misplaced_locations
    from nginxlint.config.writing.quoting import needless_quotes
    from nginxlint.config.writing.redundancy import redundant
    from nginxlint.config.writing.spacing import grouped, indent_of, spacings
    from nginxlint.host.access import Obstacle
    from nginxlint.host.accounts import Account
    from nginxlint.host.certificates import Certificate
    from nginxlint.host.content import Folder
    from nginxlint.host.indexes import BareFolder
    from nginxlint.host.machine import Machine
    from nginxlint.host.passing import Target
    from nginxlint.host.references import Reference
    from nginxlint.host.stapling import (
        unanswered as stapling_unanswered,
        without_issuer as stapling_without_issuer,
    )
    from nginxlint.host.store import PemFile
    from nginxlint.host.tls import Pair
    from nginxlint.lint.context import Report
    from nginxlint.lint.finding import Fix, Label, Severity
    from nginxlint.lint.option import Option
    from nginxlint.lint.registration import API_VERSION, Rule, on, on_configuration, on_problem
    from nginxlint.nginx.ciphers import INTERMEDIATE as INTERMEDIATE_CIPHERS, expand as cipher_suites
    from nginxlint.nginx.hsts import parse as parse_hsts
    from nginxlint.nginx.spelling import nearest as nearest_word
    from nginxlint.nginx.tls import (
        INSECURE as INSECURE_PROTOCOLS,
        NAMES as TLS_GROUPS,
        Group as TlsGroup,
        groups as tls_groups,
        protocol as tls_protocol,
    )
    from nginxlint.nginx.values.numbers import number as parse_number, size as parse_size, time as parse_time
    from nginxlint.syntax.tokens import Token
    from nginxlint.syntax.tree import Directive
    from nginxlint.text.edit import Edit
    from nginxlint.text.source import Source, Span

__all__ = [
    "API_VERSION",
    "INSECURE_PROTOCOLS",
    "INTERMEDIATE_CIPHERS",
    "OVERRULED_DIRECTIVES",
    "REPLACING_DIRECTIVES",
    "TLS_GROUPS",
    "Access",
    "Account",
    "Address",
    "Affected",
    "BareFolder",
    "Break",
    "BufferMisfit",
    "Certificate",
    "Chosen",
    "Complaint",
    "Configuration",
    "Conflict",
    "Destination",
    "Directive",
    "Edit",
    "ErrorPage",
    "Escape",
    "FailingPage",
    "Fix",
    "Folder",
    "GatewayGap",
    "Guesses",
    "HttpsUrl",
    "Input",
    "Label",
    "Line",
    "Listen",
    "Location",
    "Machine",
    "Obstacle",
    "Option",
    "Pair",
    "Pattern",
    "PemFile",
    "PlainName",
    "Reference",
    "Report",
    "Rule",
    "Server",
    "Severity",
    "Source",
    "Span",
    "Spellings",
    "TakenName",
    "Target",
    "TlsGroup",
    "Token",
    "Undecided",
    "Unset",
    "access",
    "access_levels",
    "access_rules",
    "alias_escape",
    "alias_for_all",
    "all_known",
    "all_passed_on",
    "answering",
    "answers_constant",
    "as_return",
    "bare_passwords",
    "below_tls13",
    "break_instead",
    "broken_fields",
    "buffer_misfits",
    "buffered_otherwise",
    "built_in",
    "can_be_counted",
    "chosen_target",
    "cipher_suites",
    "client_inputs",
    "client_texts",
    "compressed_filters",
    "connections_and_files",
    "connections_short_of",
    "content_handler",
    "dangling_names",
    "dead_rewrites",
    "decoded_path",
    "default_tls_servers",
    "double_headers",
    "doubles_content_type",
    "duplicate_charset_maps",
    "effective",
    "effective_value",
    "empty_blocks",
    "empty_breaks",
    "empty_captures",
    "empty_effect",
    "empty_matters",
    "encoded_twice",
    "error_pages_of",
    "exact_instead",
    "example_path",
    "external_name_servers",
    "failing_pages",
    "fallback_loops",
    "file_test",
    "forgetful_redirect",
    "from_template",
    "gateway_gaps",
    "glued_alias",
    "grouped",
    "half_upgrades",
    "hash_shortfalls",
    "header_protects",
    "headers_in_effect",
    "host_tests",
    "http_servers",
    "idle_dhparam",
    "idle_parameters",
    "impossible_locations",
    "indent_of",
    "ineffective_types",
    "inherits_known",
    "instead_of_file_test",
    "ipv6_alone",
    "is_affected",
    "is_best_outside",
    "is_complete",
    "is_elastic",
    "is_explained",
    "is_internal",
    "is_local",
    "is_logged",
    "is_overruled",
    "is_quiet",
    "is_restricted",
    "is_run_time_name",
    "is_universal",
    "lacking_servers",
    "line_break",
    "lines_above",
    "lines_below",
    "listen_conflicts",
    "listen_host",
    "listening_addresses",
    "location_matches",
    "location_of",
    "log_formats",
    "long_blocks",
    "long_lines",
    "looked_up_once",
    "loose_dots",
    "loose_location",
    "lost_headers",
    "lost_keepalives",
    "lost_request_fields",
    "lost_setting",
    "map_pattern",
    "misled_as_regex",
    "misled_try_files",
    "misplaced_backups",
    "misplaced_locations",
    "missing_proxy_tls",
    "mixed_captures",
    "moved_above",
    "name_tables",
    "nameless_servers",
    "names_address",
    "nearest_variable",
    "nearest_word",
    "needless_quotes",
    "needs_query",
    "never_497",
    "nothing_to_come",
    "odd_affinity",
    "odd_hosts",
    "offers_limit",
    "on",
    "on_configuration",
    "on_problem",
    "only_scripts",
    "origin_bypass",
    "overlapping_captures",
    "overruled_tls",
    "pages_497",
    "parse_hsts",
    "parse_number",
    "parse_size",
    "parse_time",
    "passed_uri",
    "passes_with_port",
    "path_patterns",
    "patterns",
    "place_of_try_files",
    "plain_hsts",
    "prefix_instead",
    "proxied_by_server",
    "read_again",
    "redefined_methods",
    "redirect_loops",
    "redundant",
    "regex_attack",
    "regex_locations",
    "regex_sign",
    "relative_host",
    "relative_paths",
    "repeated_indexes",
    "repeated_referers",
    "repeated_values",
    "repeats",
    "repetition",
    "replaced_lines",
    "replayable_requests",
    "rewrite_loops",
    "rewrite_overflows",
    "rewritten_again",
    "rootless_servers",
    "routes_by",
    "seen_from",
    "sees_neighbours",
    "server_names",
    "server_of",
    "servers_of",
    "serves_files",
    "shadowed_locations",
    "shared_folders",
    "shared_roots",
    "skipping_try_files",
    "slash_mismatch",
    "spacings",
    "speaks_tls",
    "speaks_tls_under",
    "spellings",
    "ssi_source",
    "stapled_servers",
    "stapling_unanswered",
    "stapling_without_issuer",
    "static_ticket_keys",
    "streams",
    "switched_on",
    "table_cycles",
    "tables_without_default",
    "tls_groups",
    "tls_holds_in",
    "tls_lines",
    "tls_listen",
    "tls_protocol",
    "tls_protocols",
    "tls_servers",
    "tls_servers_without",
    "twice_read",
    "unannounced_quic",
    "uncached_tests",
    "uncached_tls_sessions",
    "uncompressed",
    "undecided_servers",
    "undeclared_zones",
    "undefined_upstreams",
    "unexpanded_paths",
    "unfed_dhe",
    "unforwarded",
    "unguarded_defaults",
    "unix_socket",
    "unkept",
    "unknown_thread_pools",
    "unknown_variables",
    "unmapped_charsets",
    "unreachable",
    "unreachable_rules",
    "unredirected",
    "unresolved",
    "unset_variables",
    "unsized_bodies",
    "untyped_compression",
    "unused_names",
    "unused_upstreams",
    "unused_variables",
    "unused_zones",
    "unusual_locations",
    "unverified",
    "upstreams",
    "upstreams_by_name",
    "uses_of",
    "values_outside",
    "variables_named",
    "vulnerable_parts",
    "wildcard_kind",
    "without_certificate",
    "without_host",
    "without_hsts",
    "without_http2",
    "without_ipv6",
    "without_line",
    "without_server_name",
    "wrong_family",
    "zone_clashes",
    "zones_by_name",
]

# A rule loads what it uses of the model and nothing else; a test holds this table and the imports together.
_HOMES = {
    "nginxlint.config.answers.charsets": "twice=duplicate_charset_maps unmapped=unmapped_charsets",
    "nginxlint.config.answers.compression": (
        "ineffective=ineffective_types uncompressed untyped=untyped_compression"
    ),
    "nginxlint.config.answers.headers": (
        "broken_fields doubles=double_headers doubles_content_type in_effect=headers_in_effect "
        "lost=lost_headers protects=header_protects"
    ),
    "nginxlint.config.answers.logs": "is_explained is_logged is_quiet log_formats",
    "nginxlint.config.answers.replacing": "DIRECTIVES=REPLACING_DIRECTIVES replaced=replaced_lines",
    "nginxlint.config.answers.request_bodies": "unsized_bodies",
    "nginxlint.config.answers.ssi": "ssi_source",
    "nginxlint.config.backends.buffers": "Misfit=BufferMisfit misfits=buffer_misfits",
    "nginxlint.config.backends.destinations": (
        "Destination external_name_servers is_best_outside is_elastic looked_up_once routes_by unresolved"
    ),
    "nginxlint.config.backends.families": "all_passed_on wrong_family",
    "nginxlint.config.backends.gateways": "gateway_gaps GatewayGap",
    "nginxlint.config.backends.proxying": (
        "by_server=proxied_by_server compressed_filters half_upgrades lost_fields=lost_request_fields "
        "lost_keepalives odd_hosts unforwarded unkept without_host"
    ),
    "nginxlint.config.backends.sent_paths": "decoded_path encoded_twice slash_mismatch",
    "nginxlint.config.backends.streaming": "streams",
    "nginxlint.config.backends.transport": "missing=missing_proxy_tls unverified without_server_name",
    "nginxlint.config.blocks.access": (
        "Access access is_internal is_local is_restricted is_universal levels=access_levels "
        "rules=access_rules unreachable=unreachable_rules"
    ),
    "nginxlint.config.blocks.answering": (
        "answering answers_constant location_matches only_scripts serves_files"
    ),
    "nginxlint.config.blocks.includes": "read_again",
    "nginxlint.config.blocks.listening": (
        "Address addresses=listening_addresses Conflict conflicts=listen_conflicts ipv6_alone Line "
        "listen_host Undecided undecided=undecided_servers without_ipv6"
    ),
    "nginxlint.config.blocks.locations": (
        "Location location_of misled_as_regex regex_locations regex_sign unusual=unusual_locations"
    ),
    "nginxlint.config.blocks.names": (
        "hash_shortfalls name_tables nameless=nameless_servers server_names Taken=TakenName "
        "wildcard=wildcard_kind"
    ),
    "nginxlint.config.blocks.passing": "passed_uri unix_socket",
    "nginxlint.config.blocks.required": "lacking=lacking_servers speaks_tls speaks_tls_under tls_servers",
    "nginxlint.config.blocks.servers": "http_servers Listen Server server_of",
    "nginxlint.config.blocks.upstreams": (
        "by_name=upstreams_by_name can_be_counted idle_parameters is_run_time_name misplaced_backups "
        "ported=passes_with_port redefined_methods servers_of undefined=undefined_upstreams upstreams"
    ),
    "nginxlint.config.blocks.workers": (
        "connections_and_files connections_short_of odd_affinity unknown_pools=unknown_thread_pools"
    ),
    "nginxlint.config.blocks.zones": "by_name=zones_by_name clashes=zone_clashes undeclared=undeclared_zones",
    "nginxlint.config.complaint": "Complaint",
    "nginxlint.config.configuration": "Configuration",
    "nginxlint.config.guessing": "Guesses",
    "nginxlint.config.inherit": "effective value=effective_value",
    "nginxlint.config.known": (
        "all_known from_template inherits_known is_complete nothing_to_come sees_neighbours"
    ),
    "nginxlint.config.paths": "buffered_otherwise relative_paths shared_folders unexpanded_paths",
    "nginxlint.config.repeats": "repeated_referers repeated_values repeats",
    "nginxlint.config.routes.aliases": "alias_escape Escape",
    "nginxlint.config.routes.conditions": (
        "file_test host_tests instead_of_file_test lost_setting place_of_try_files skipping_try_files"
    ),
    "nginxlint.config.routes.emptiness": "empty_blocks",
    "nginxlint.config.routes.error_pages": (
        "error_pages=error_pages_of ErrorPage HttpsUrl never_497 pages_497"
    ),
    "nginxlint.config.routes.index_lists": "repeated_indexes",
    "nginxlint.config.routes.loops": "failing_pages FailingPage fallback_loops redirect_loops rewrite_loops",
    "nginxlint.config.routes.named": "dangling=dangling_names unused=unused_names",
    "nginxlint.config.routes.open_files": "uncached_tests",
    "nginxlint.config.routes.reach": "impossible_locations shadowed=shadowed_locations",
    "nginxlint.config.routes.rewriting": (
        "as_return break_instead dead=dead_rewrites forgetful=forgetful_redirect "
        "handler=content_handler relative_host unreachable"
    ),
    "nginxlint.config.routes.roots": (
        "glued=glued_alias misled=misled_try_files rootless=rootless_servers same_for_all=alias_for_all "
        "shared_roots"
    ),
    "nginxlint.config.routes.routing": "rewritten_again",
    "nginxlint.config.routes.simpler": "exact_instead loose_example=loose_location prefix_instead",
    "nginxlint.config.sayings": "seen_from twice_read",
    "nginxlint.config.tls.certificates": "without_certificate",
    "nginxlint.config.tls.dhparam": "idle_dhparam unfed_dhe",
    "nginxlint.config.tls.early_data": "replayable=replayable_requests",
    "nginxlint.config.tls.hsts": "plain_hsts without_hsts",
    "nginxlint.config.tls.http2": "unguarded_defaults without_http2",
    "nginxlint.config.tls.overruled": "DIRECTIVES=OVERRULED_DIRECTIVES is_overruled overruled=overruled_tls",
    "nginxlint.config.tls.passwords": "bare_passwords",
    "nginxlint.config.tls.plain_http": "Plain=PlainName unredirected",
    "nginxlint.config.tls.quic": "unannounced=unannounced_quic",
    "nginxlint.config.tls.sessions": "static_ticket_keys uncached=uncached_tls_sessions",
    "nginxlint.config.tls.speakers": (
        "below_13=below_tls13 deciders=default_tls_servers holds_in=tls_holds_in lines=tls_lines "
        "names_address protocols=tls_protocols stapled=stapled_servers tls_listen "
        "without=tls_servers_without"
    ),
    "nginxlint.config.variables.captures": "empty=empty_captures",
    "nginxlint.config.variables.client": "built_in client_inputs client_texts Input variables_named",
    "nginxlint.config.variables.empty_values": (
        "consequence=empty_breaks effect=empty_effect matters=empty_matters"
    ),
    "nginxlint.config.variables.forwarding": "Chosen chosen_target",
    "nginxlint.config.variables.initialised": "Unset unset=unset_variables",
    "nginxlint.config.variables.regexes": (
        "example_path loose_dots map_pattern needs_query origin_bypass path_patterns Pattern patterns "
        "regex_attack"
    ),
    "nginxlint.config.variables.splitting": "Break line_break",
    "nginxlint.config.variables.tables": "cycles=table_cycles without_default=tables_without_default",
    "nginxlint.config.variables.unused": "offers_limit unused_upstreams unused_variables unused_zones",
    "nginxlint.config.variables.variables": (
        "nearest=nearest_variable spellings Spellings unknown=unknown_variables uses_of"
    ),
    "nginxlint.config.variables.vulnerable": (
        "Affected affected=vulnerable_parts is_affected mixed_captures overlapping_captures rewrite_overflows"
    ),
    "nginxlint.config.writing.bands": "outside=values_outside",
    "nginxlint.config.writing.inserting": (
        "lines_above lines_below moved_above repetition switched_on without=without_line"
    ),
    "nginxlint.config.writing.layout": "long_blocks long_lines misplaced_locations",
    "nginxlint.config.writing.quoting": "needless_quotes",
    "nginxlint.config.writing.redundancy": "redundant",
    "nginxlint.config.writing.spacing": "grouped indent_of spacings",
    "nginxlint.host.access": "Obstacle",
    "nginxlint.host.accounts": "Account",
    "nginxlint.host.certificates": "Certificate",
    "nginxlint.host.content": "Folder",
    "nginxlint.host.indexes": "BareFolder",
    "nginxlint.host.machine": "Machine",
    "nginxlint.host.passing": "Target",
    "nginxlint.host.references": "Reference",
    "nginxlint.host.stapling": "unanswered=stapling_unanswered without_issuer=stapling_without_issuer",
    "nginxlint.host.store": "PemFile",
    "nginxlint.host.tls": "Pair",
    "nginxlint.lint.context": "Report",
    "nginxlint.lint.finding": "Fix Label Severity",
    "nginxlint.lint.option": "Option",
    "nginxlint.lint.registration": "API_VERSION on on_configuration on_problem Rule",
    "nginxlint.nginx.ciphers": "expand=cipher_suites INTERMEDIATE=INTERMEDIATE_CIPHERS",
    "nginxlint.nginx.hsts": "parse=parse_hsts",
    "nginxlint.nginx.spelling": "nearest=nearest_word",
    "nginxlint.nginx.tls": (
        "Group=TlsGroup groups=tls_groups INSECURE=INSECURE_PROTOCOLS NAMES=TLS_GROUPS protocol=tls_protocol"
    ),
    "nginxlint.nginx.values.numbers": "number=parse_number size=parse_size time=parse_time",
    "nginxlint.syntax.tokens": "Token",
    "nginxlint.syntax.tree": "Directive",
    "nginxlint.text.edit": "Edit",
    "nginxlint.text.source": "Source Span",
}
_HOME = {
    name.rpartition("=")[2]: (module, name.partition("=")[0])
    for module, names in _HOMES.items()
    for name in names.split()
}


def __getattr__(name: str) -> object:
    """Import what a rule asks for when it first does (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"nginxlint.rule has no {name!r}")
    module, original = _HOME[name]
    found = globals()[name] = getattr(import_module(module), original)
    return found
