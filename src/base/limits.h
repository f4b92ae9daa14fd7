#pragma once
// Every limit of the system in one place, with the relations between them. docs/limits.md lists them for users.

#include <cstddef>
#include <cstdint>

namespace scrip::limits {

// --- usage ---
inline constexpr std::size_t batch_records_max = 65'536;           // records in one usage batch = one journal entry
inline constexpr std::size_t batch_records_default = 8'192;        // what the importers cut a file into
inline constexpr std::size_t text_max = 512;                       // bytes of a key, name or label
inline constexpr std::size_t site_alerts_max = 200;                // that stand at one site at a time
inline constexpr std::size_t site_alerts_ended_max = 200;          // of one site that are remembered after their end
inline constexpr std::size_t city_bytes_max = 64;                  // of a city's name
inline constexpr std::int64_t record_quantity_max = 100'000'000'000'000'000;  // micro-units: 10^11 device-seconds
inline constexpr std::int64_t record_duration_ms_max = 10LL * 366 * 86'400'000;  // ten years
inline constexpr std::int64_t future_tolerance_ms = 24LL * 3'600'000;  // a site's clock may run ahead by a day
inline constexpr std::size_t suspense_records_max = 5'000'000;

// --- prices and amounts ---
inline constexpr std::int64_t price_max = 1'000'000'000'000;  // micro-units a device-hour or million tokens: 10^6
inline constexpr std::size_t bands_max = 96;                  // tariff periods of one resource in one rate card

// --- wallets ---
inline constexpr std::size_t vouchers_per_wallet_max = 4'096;
inline constexpr std::size_t hold_parts_max = 64;

// --- programme files ---
inline constexpr std::size_t policy_file_bytes_max = 1u << 20;
inline constexpr std::size_t policy_depth_max = 64;
inline constexpr std::size_t policy_nodes_max = 200'000;
inline constexpr std::size_t policy_rules_max = 512;  // of each kind
inline constexpr std::size_t policy_facts_max = 512;  // and as many parameters
inline constexpr std::size_t policy_cases_max = 4'096;
inline constexpr std::size_t policy_list_max = 10'000;  // items of one list
inline constexpr std::size_t policy_text_bytes_max = 4'096;

// --- simulations ---
inline constexpr std::uint64_t population_rows_max = 10'000'000'000;  // drawn
inline constexpr std::size_t population_file_bytes_max = 512u << 20;
// Of applicants that must lie in memory together: those of a table, and those who claim more than once where a cap
// counts earlier awards.
inline constexpr std::uint64_t population_whole_max = 5'000'000;
inline constexpr std::uint32_t population_applicants_max = 50'000'000;  // different ones
inline constexpr unsigned simulation_threads_max = 256;
inline constexpr std::uint64_t simulation_claims_max = 4'000'000;  // awards kept for sharing out, 24 bytes each

// --- rounds ---
inline constexpr std::size_t round_applications_max = 2'000'000;
inline constexpr std::size_t round_key_bytes_max = 128;  // of an application, pool, quota, tier or round
inline constexpr std::size_t round_pools_max = 1'024;    // and as many quotas
inline constexpr std::size_t round_tiers_max = 64;
inline constexpr std::size_t score_criteria_max = 64;
inline constexpr std::size_t score_assessors_max = 1'000;  // of one application
inline constexpr std::uint32_t score_points_max = 10'000;  // a criterion is scored out of at most this
inline constexpr std::int64_t score_weight_denominator_max = 1'000'000;
inline constexpr std::int64_t score_multiple_max = 1'000'000'000'000;  // of all weights' denominators times out_of

// --- applications ---
inline constexpr std::size_t call_lines_max = 64;           // budget lines of one call
inline constexpr std::size_t call_applications_max = 100'000;  // of one call: sharing a round out is one entry
inline constexpr std::size_t documents_max = 256;           // of one application
inline constexpr std::size_t rule_results_max = 1'024;      // of one assessment
inline constexpr std::size_t binding_caps_max = 64;
inline constexpr std::size_t assessors_max = 64;            // of one application
inline constexpr std::size_t criteria_max = 64;             // of one score
inline constexpr std::uint32_t score_max = 1'000'000;       // thousandths of a point: 1,000 points
inline constexpr std::size_t reason_bytes_max = 4'096;      // of a decision, in each language
inline constexpr std::uint16_t appeal_days_max = 3'660;

// --- stakes ---
inline constexpr std::size_t parties_max = 5'000'000;
inline constexpr std::size_t stakes_max = 20'000'000;
inline constexpr std::size_t stakes_per_entry_max = 40'000;  // recorded at once, with as many new parties at most
inline constexpr std::size_t stakes_file_bytes_max = 256u << 20;
inline constexpr std::size_t statements_max = 1'000'000;     // of one file in the Beneficial Ownership Data Standard
inline constexpr std::size_t look_through_parties_max = 20'000;
inline constexpr std::size_t cycle_parties_max = 40;         // that hold each other, where a look-through is solved
inline constexpr std::size_t fraction_bits_max = 8'192;
// --- what sites offer ---
inline constexpr std::uint32_t capacity_devices_max = 10'000'000;  // of one declaration
inline constexpr std::uint32_t devices_per_server_max = 1'024;
inline constexpr std::uint32_t servers_per_island_max = 65'536;
inline constexpr std::size_t capacity_declarations_max = 100'000;  // ever, by all sites together
inline constexpr std::size_t accreditations_max = 100'000;         // ever, by all sites together
inline constexpr std::size_t rate_proposals_max = 100'000;         // ever, by all sites together
inline constexpr std::int32_t capacity_days_max = 366;             // of one comparison of used with declared
inline constexpr std::size_t forecast_months_max = 120;            // a projection looks no further

// --- people ---
inline constexpr std::size_t roles_max = 100'000;  // held at a time, by all persons together
inline constexpr std::size_t password_bytes_min = 12;
inline constexpr std::size_t password_bytes_max = 1'024;
inline constexpr std::int64_t session_idle_s = 8 * 3'600;    // a session ends when it was not used for so long
inline constexpr std::int64_t session_total_s = 24 * 3'600;  // and in any case after this
inline constexpr std::uint32_t sign_in_failures_free = 5;    // in a row; each one more doubles the wait
inline constexpr std::int64_t sign_in_wait_s_max = 900;
inline constexpr std::size_t api_keys_per_person_max = 64;

// --- HTTP ---
inline constexpr std::size_t http_header_bytes_max = 16u << 10;
inline constexpr std::size_t http_body_bytes_max = 1u << 20;
inline constexpr std::size_t http_document_bytes_max = 32u << 20;  // of an upload
inline constexpr std::size_t http_usage_bytes_max = 32u << 20;     // of a batch of usage records
inline constexpr std::int64_t http_request_s_max = 60;             // from a request's first byte to its last
inline constexpr std::int64_t http_idle_s_max = 75;                // of a connection between requests
inline constexpr std::int64_t http_write_s_max = 60;               // for an answer to be taken
inline constexpr std::int64_t http_stop_s_max = 10;  // for what is in flight when the server is to stop
inline constexpr std::size_t http_connections_max = 1'024;
inline constexpr std::size_t http_event_streams_max = 256;
inline constexpr std::size_t http_events_kept = 1'024;  // for streams that connect again
inline constexpr std::size_t http_page_rows_default = 50;
inline constexpr std::size_t http_page_rows_max = 1'000;
inline constexpr std::size_t http_csv_rows_max = 1'000'000;
inline constexpr std::size_t http_json_depth_max = 32;
inline constexpr std::size_t http_static_bytes_max = 64u << 20;  // of all files of the portal
inline constexpr std::size_t idempotency_key_bytes_max = 256;

inline constexpr std::int64_t kept_ms_min =
    10'000;  // figures that anyone may ask for are made again after this at least
inline constexpr std::int64_t kept_times_its_making = 50;  // and after this times what making them took
// --- requests to other servers ---
inline constexpr std::size_t client_answer_bytes_max = 256u << 20;
inline constexpr std::int64_t client_connect_s_max = 10;
inline constexpr std::int64_t client_request_s_max = 120;  // from the first byte of the request to the answer's last
inline constexpr int client_tries_max = 3;  // of a write that got no answer, under one idempotency key
inline constexpr std::size_t raw_entries_bytes_max = 8u
                                                     << 20;  // of the journal in one answer, but for one larger entry

// --- rates: what a bucket gains a second, and holds at most ---
inline constexpr std::int64_t rate_address_per_s = 100;  // requests that come without a session or key, by address
inline constexpr std::int64_t rate_address_burst = 500;
inline constexpr std::int64_t rate_session_per_s = 200;
inline constexpr std::int64_t rate_session_burst = 1'000;
inline constexpr std::int64_t rate_key_per_s = 50'000;  // a whole site's scheduler stands behind one API key
inline constexpr std::int64_t rate_key_burst = 50'000;
inline constexpr std::size_t rate_buckets_max = 65'536;

// --- slow work beside the I/O thread: passwords, an identity provider ---
inline constexpr unsigned slow_threads = 2;
inline constexpr std::size_t slow_queue_max = 64;  // that wait; more are refused

// --- sign-in at an identity provider ---
inline constexpr std::size_t oidc_attempts_max = 4'096;  // begun and not ended
inline constexpr std::int64_t oidc_attempt_s_max = 600;
inline constexpr std::size_t oidc_answer_bytes_max = 1u << 20;
inline constexpr std::int64_t oidc_clock_skew_s_max = 60;
inline constexpr std::int64_t oidc_keys_s_max = 3'600;  // the provider's keys are read again after this
inline constexpr std::size_t identities_per_person_max = 8;

// --- paying ---
inline constexpr std::size_t dues_per_payment_max = 1'000;
inline constexpr std::size_t payments_max = 10'000'000;  // ever
inline constexpr std::size_t clawbacks_max = 1'000'000;  // ever
inline constexpr std::size_t repayments_per_clawback_max = 1'000;  // and as many set-offs and write-offs
inline constexpr std::size_t instalments_per_award_max = 64;
// --- signatures of usage (docs/formats/usage-signature.md) ---
inline constexpr std::size_t site_keys_max = 100'000;  // of all sites, revoked ones too
inline constexpr std::size_t signature_base_bytes_max = 4'096;  // of what a signature covers
inline constexpr std::size_t signature_components_max = 32;
inline constexpr std::int64_t signature_age_s_max = 24 * 3'600;  // from its making to its arrival
inline constexpr std::int64_t signature_skew_s_max = 60;  // of the clock of whoever signs
inline constexpr std::size_t signatures_remembered_max = 100'000;  // older ones are forgotten in journal order

// --- journal ---
inline constexpr std::size_t entry_bytes_max = 64u << 20;
inline constexpr std::size_t control_events_max = 100'000;  // events in one control entry
inline constexpr std::size_t idempotency_keys_max = 100'000;  // remembered; older ones are forgotten in journal order
inline constexpr std::size_t import_line_bytes_max = 1u << 20;

// --- expressions of rules ---
inline constexpr std::size_t expression_bytes_max = 64u << 10;
inline constexpr std::size_t expression_depth_max = 250;
inline constexpr std::size_t expression_nodes_max = 20'000;
inline constexpr std::int64_t evaluation_cost_max = 1'000'000;  // steps; one makes at most a value, or 16 bytes of text
inline constexpr std::size_t trace_steps_max = 10'000;

// --- chips ---
inline constexpr std::size_t vendors_max = 10'000;
inline constexpr std::size_t chip_figures_max = 100'000;  // ever, withdrawn ones included
inline constexpr std::size_t chip_records_per_entry_max = 10'000;  // vendors, models, and figures, recorded at once
inline constexpr std::int64_t chip_value_max = 1'000'000'000'000;  // thousandths: 10^9 TFLOPS, GB, W
inline constexpr std::size_t origin_records_max = 100'000;
inline constexpr std::size_t control_tests_max = 100;  // days from which the test of makers' control changes
inline constexpr std::size_t target_steps_max = 100;  // of the path of one test

static_assert(batch_records_default <= batch_records_max);
static_assert(entry_bytes_max / stakes_per_entry_max >= 2 * (text_max + 160) + 256,
              "stakes with new parties fit an entry");
static_assert(entry_bytes_max / batch_records_max >= 512, "a full batch of the widest records fits an entry");

// --- devices and purchase claims ---
inline constexpr std::size_t devices_max = 1'000'000;  // ever, by all claims and meters together
inline constexpr std::size_t device_days_max = 64'000'000;  // 16 bytes each
inline constexpr std::size_t device_rows_max = 50'000;  // of one report of device-days, or of one step
inline constexpr std::size_t serial_bytes_max = 64;
inline constexpr std::size_t claims_max = 100'000;
inline constexpr std::size_t claim_invoices_max = 2'000;  // of one claim, as all below
inline constexpr std::size_t claim_lines_max = 10'000;  // of all its invoices
inline constexpr std::size_t claim_payments_max = 2'000;
inline constexpr std::size_t claim_deliveries_max = 1'000;
inline constexpr std::size_t claim_devices_max = 50'000;
inline constexpr std::size_t claim_listing_max = 256;
inline constexpr std::size_t claim_revisions_max = 32;  // times that it is submitted
inline constexpr std::size_t claim_findings_max = 10'000;  // the first by code and place are kept
inline constexpr std::size_t claim_digests_max = 5'000'000;  // of all other authorities
inline constexpr std::size_t claim_digests_batch_max = 100'000;
inline constexpr std::size_t claim_file_bytes_max = 16u << 20;
inline constexpr std::size_t sheet_bytes_max = 128u << 20;  // of one sheet of a spreadsheet, unpacked
inline constexpr std::size_t sheet_rows_max = 100'000;
inline constexpr std::size_t sheet_columns_max = 64;
inline constexpr std::size_t sheets_max = 64;
static_assert(device_rows_max <= claim_devices_max);

// --- workloads, quotes, reservations ---
inline constexpr std::uint32_t devices_wanted_max = 1'000'000;
inline constexpr std::int64_t workload_s_max = 366LL * 86'400;  // from the start to the end of one workload
inline constexpr std::int64_t training_s_default = 30LL * 86'400;  // within which a training is to end, if not said
inline constexpr std::int64_t parameters_max = 100'000'000'000'000;  // 10^14
inline constexpr std::int64_t training_tokens_max = 1'000'000'000'000'000;  // 10^15
inline constexpr std::uint32_t sequence_default = 4'096;
inline constexpr std::uint32_t sequence_max = 16'777'216;  // tokens of a sequence, a request or an answer
inline constexpr std::uint32_t layers_max = 10'000;
inline constexpr std::uint32_t hidden_max = 1'000'000;
inline constexpr std::int64_t requests_per_day_max = 1'000'000'000'000;
inline constexpr std::int64_t quote_ahead_s = 90LL * 86'400;  // how far a quote looks ahead, if not said
inline constexpr std::int64_t quote_ahead_s_max = 2LL * 366 * 86'400;
inline constexpr std::size_t quotes_max = 100'000;  // ever
inline constexpr std::size_t quote_offers_max = 16;  // the best ones
inline constexpr std::size_t quote_refusals_max = 1'000;
inline constexpr std::size_t quote_places_max = 256;  // sites or chip models that one request names
inline constexpr std::size_t quote_starts_max = 64;  // starts that are tried at one site for one chip model
inline constexpr std::size_t reservations_max = 1'000'000;  // ever
inline constexpr std::int64_t reservation_early_s_max = 3'600;  // a job may come so long before its reservation starts
inline constexpr std::int64_t reservation_rule_s_max = 366LL * 86'400;
inline constexpr std::size_t utilisation_jobs_min = 3;  // metered jobs before their utilisation is used
inline constexpr std::size_t line_waiting_max = 1'000;  // at once
inline constexpr std::size_t line_waiting_max_of_one = 16;  // of one organisation, at once
inline constexpr std::size_t line_entries_max = 100'000;  // ever
inline constexpr std::size_t allocation_rules_max = 10'000;  // ever
inline constexpr std::uint32_t line_standing_max = 1'000;  // highest class or weight
inline constexpr std::size_t line_standings_max = 10'000;  // organisations that one rule lists
inline constexpr std::uint32_t line_days_max = 366;  // of use that a fair share counts
inline constexpr std::int64_t line_look_s = 60;  // a line in which nothing happened is looked at again after so long
inline constexpr std::size_t reservation_jobs_max = 10'000;  // of one reservation

}  // namespace scrip::limits
