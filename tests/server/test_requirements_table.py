"""What the standards demand of a server, a proxy and a gateway such as ours, and the test that proves each demand.

Every row names the section of an RFC, what it demands (MUST, unless the row says SHOULD or may), and a test function of
the file, without `test_`. A row whose test is gone fails.
"""

import ast
from functools import cache
from pathlib import Path

from sampling import together

HERE = Path(__file__).parent

REQUIREMENTS = {
    "intermediaries/test_intermediary_rules.py": [
        ("9110 2.5", "an intermediary sends its own version", "message_is_forwarded_in_the_intermediarys_own_version"),
        ("9110 7.6.1", "fields that Connection names are removed", "fields_of_one_connection_are_not_forwarded"),
        ("9110 7.6.1", "the same in responses", "fields_of_one_connection_are_not_relayed_back"),
        ("9110 7.6.1", "TE, Upgrade, Keep-Alive are removed (SHOULD)", "fields_of_one_connection_are_not_forwarded"),
        ("9110 7.6.1", "Transfer-Encoding is for one connection", "chunked_content_is_framed_anew"),
        ("9110 7.6.2", "0 is not forwarded but answered", "max_forwards_of_0_is_answered_and_not_forwarded"),
        ("9110 7.6.2", "a higher value is decremented", "max_forwards_is_decremented"),
        ("9110 7.6.2", "other methods may ignore it", "max_forwards_of_another_method_is_left_alone"),
        ("9110 7.6.3", "a proxy sends Via in each message", "via_names_the_received_protocol_and_keeps_earlier_ones"),
        ("9110 7.6.3", "a gateway sends Via in each request", "via_names_the_received_protocol_and_keeps_earlier_ones"),
        ("9110 7.6.3", "interim responses are messages too", "interim_response_is_forwarded_with_via"),
        ("9110 7.7", "path and query stay as they are", "proxy_leaves_path_and_query_as_they_are"),
        ("9110 9.3.7", "OPTIONS * is about the server", "options_for_the_server_as_a_whole_is_2xx"),
        ("9110 9.3.7", "OPTIONS * to a proxy is about the proxy", "options_for_the_proxy_itself_is_not_forwarded"),
        (
            "9110 10.1.1",
            "a proxy forwards the expectation",
            "expectation_is_forwarded_and_content_follows_the_100_of_the_next_server",
        ),
        ("9110 10.1.1", "or answers with a final status", "final_status_of_the_next_server_comes_without_a_100"),
        ("9110 9.3.7", "OPTIONS * over HTTP/2", "options_for_the_server_over_http_2_is_2xx"),
        ("9110 9.3.7", "a proxy makes up no Max-Forwards", "max_forwards_is_not_made_up"),
        ("9110 9.3.8", "TRACE reflects no credentials (SHOULD)", "max_forwards_of_0_is_answered_and_not_forwarded"),
        ("9110 11.1", "schemes are case-insensitive", "scheme_of_the_proxys_credentials_is_case_insensitive"),
        ("9110 15.2", "a proxy forwards 1xx responses", "interim_response_is_forwarded_with_via"),
        ("9112 3.2.4", "OPTIONS without path becomes *", "options_without_a_path_is_about_the_server"),
    ],
    "teahouse/webdav/test_webdav_names.py": [
        ("9110 4.2.4", "user information in a reference is an error (SHOULD)", "destination_has_this_status"),
        ("4918 8.2", "XML is read under both names", "xml_is_read_by_whatever_name_clients_send_it"),
        ("4918 8.3", "the forms of a reference", "destination_has_this_status"),
        ("4918 9.8.5", "502 for another server", "destination_has_this_status"),
    ],
    "test_unknown_host.py": [
        ("9110 7.4", "a request for another origin is refused", "foreign_host_is_421_that_says_how_to_name_the_lab"),
        ("9110 7.6", "an intermediary does not forward to itself or unknown hosts", "proxy_takes_any_host"),
        ("9110 15.5.20", "421 for what the server does not answer for", "foreign_host_over_tls_is_421"),
        ("9112 3.2.2", "an absolute target decides, not Host", "absolute_target_decides_and_not_host"),
    ],
    "intermediaries/test_forward_proxy.py": [
        ("9110 7.7", "no-transform forbids to transform", "proxy_with_no_transform_relays_unchanged"),
        ("9112 3.2.2", "a proxy replaces Host", "proxy_asks_the_origin_in_origin_form_with_its_host"),
    ],
    "protocol/test_websocket_handshake.py": [
        ("9110 7.8", "Upgrade of HTTP/1.0 is ignored", "handshake_that_lacks_something_is_an_error"),
        ("9110 7.8", "with Upgrade goes the connection option", "version_other_than_13_is_426_that_names_13"),
        ("9110 7.8", "101 names the new protocol", "handshake_in_order_is_101"),
        ("6455 4.2.1", "a key of 16 bytes, or an error", "key_that_is_not_16_bytes_in_base64_is_400"),
        ("6455 4.2.1", "all of the handshake, or an error", "handshake_that_lacks_something_is_an_error"),
        ("6455 4.2.2", "another version is refused, and 13 named", "version_other_than_13_is_426_that_names_13"),
        ("6455 4.2.2", "Sec-WebSocket-Accept", "accept_is_the_hash_of_the_key"),
        ("6455 4.2.2", "no extension that was not agreed on", "handshake_in_order_is_101"),
        ("6455 5.1", "frames of a client are masked", "frame_that_breaks_a_rule_closes_with_1002"),
        ("6455 7.4", "close codes", "close_code_that_may_not_be_sent_is_1002"),
    ],
    "protocol/test_connection.py": [
        ("9110 8.6", "equal lengths become one", "repeated_content_length_reaches_the_app_as_one_number"),
    ],
    "test_budgets.py": [
        ("9110 15.6.4", "503 may say when to come back", "upload_that_does_not_fit_is_503_with_retry_after"),
    ],
    "protocol/test_http2_errors.py": [
        ("9113 4.1", "unknown types are ignored", "frame_that_changes_nothing_is_taken"),
        ("9113 4.2", "wrong sizes are FRAME_SIZE_ERROR", "error_of_the_connection_has_its_code"),
        ("9113 4.3", "a decoding error is COMPRESSION_ERROR", "error_of_the_connection_has_its_code"),
        ("9113 4.3", "discarded sections are decoded", "compression_state_survives_a_malformed_head"),
        ("9113 5.1", "frames that a state does not allow", "error_of_a_stream_has_its_code"),
        ("9113 5.4.1", "an error of the connection ends it, with GOAWAY", "error_of_the_connection_has_its_code"),
        ("9113 5.4.2", "an error of a stream leaves the others", "malformed_head_is_a_stream_error"),
        ("9113 6.9", "a window that grows by 0, or too far", "error_of_a_stream_has_its_code"),
        ("9113 8.1", "trailers end the stream", "malformed_content_or_trailers_are_a_stream_error"),
        ("9113 8.1.1", "content has its announced length", "malformed_content_or_trailers_are_a_stream_error"),
        ("9113 8.1.1", "what is well-formed is not refused", "content_of_its_length_is_answered"),
        ("9113 8.2.1", "names and values", "malformed_head_is_a_stream_error"),
        ("9113 8.2.2", "no connection-specific fields", "malformed_head_is_a_stream_error"),
        ("9113 8.3", "pseudo-headers: known, first, once", "malformed_head_is_a_stream_error"),
        ("9113 8.3.1", "those that a request needs", "malformed_head_is_a_stream_error"),
        ("9113 8.5", "those of CONNECT", "malformed_head_is_a_stream_error"),
        ("9113 10.5", "bounds on what a peer can cause", "many_malformed_requests_end_the_connection"),
    ],
    "protocol/test_http2.py": [
        ("9113 8.1.1", "malformed is a stream error", "malformed_fields_reset_their_stream_alone"),
        ("9113 8.2.2", "none are sent either", "connection_specific_fields_are_left_out"),
    ],
    "teahouse/webdav/test_webdav_properties.py": [
        ("4918 17", "no entities from outside", "propfind_content_has_this_status"),
    ],
}  # fmt: skip

ROWS = [(file, *row) for file, rows in REQUIREMENTS.items() for row in rows]


@cache
def functions(file):
    tree = ast.parse((HERE / file).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@together(("file", "section", "demand", "test"), ROWS, ids=[" ".join(row[1:3]) for row in ROWS])
def test_requirement_has_the_test_that_proves_it(file, section, demand, test):
    assert f"test_{test}" in functions(file), f"RFC {section}, {demand}: {file} has no test_{test}"
