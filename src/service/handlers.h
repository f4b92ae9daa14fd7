#pragma once
// The handlers of routes.cpp, by the file that they are in.

#include "service/service.h"

namespace scrip::service {

#define SCRIP_HANDLER(name_) [[nodiscard]] Result<http::Response> name_(Service& service, Call& call)

// session_routes.cpp
SCRIP_HANDLER(sign_in);
SCRIP_HANDLER(get_session);
SCRIP_HANDLER(sign_out);
SCRIP_HANDLER(change_password);
SCRIP_HANDLER(begin_second_factor);
SCRIP_HANDLER(confirm_second_factor);
SCRIP_HANDLER(remove_second_factor);
SCRIP_HANDLER(list_api_keys);
SCRIP_HANDLER(create_api_key);
SCRIP_HANDLER(rotate_api_key);
SCRIP_HANDLER(delete_api_key);

// people_routes.cpp
SCRIP_HANDLER(list_people);
SCRIP_HANDLER(add_person);
SCRIP_HANDLER(get_person);
SCRIP_HANDLER(get_person_name);
SCRIP_HANDLER(erase_person);
SCRIP_HANDLER(reset_password);
SCRIP_HANDLER(list_roles);
SCRIP_HANDLER(grant_role);
SCRIP_HANDLER(revoke_role);

// public_routes.cpp
SCRIP_HANDLER(get_openapi);
SCRIP_HANDLER(get_authority);
SCRIP_HANDLER(get_figures);
SCRIP_HANDLER(get_programme);
SCRIP_HANDLER(try_programme);

// list_routes.cpp
SCRIP_HANDLER(list_table);
SCRIP_HANDLER(list_applications);
SCRIP_HANDLER(list_payments);
SCRIP_HANDLER(list_suspense);
SCRIP_HANDLER(print_statement);
SCRIP_HANDLER(sum_charges);
SCRIP_HANDLER(list_owed);

// case_routes.cpp: reading applications and what waits
SCRIP_HANDLER(get_application);
SCRIP_HANDLER(get_inbox);

// application_routes.cpp
SCRIP_HANDLER(draft_application);
SCRIP_HANDLER(submit_application);
SCRIP_HANDLER(withdraw_application);
SCRIP_HANDLER(appeal_decision);
SCRIP_HANDLER(confirm_complete);
SCRIP_HANDLER(return_application);
SCRIP_HANDLER(assess_application);
SCRIP_HANDLER(assign_assessor);
SCRIP_HANDLER(remove_assessor);
SCRIP_HANDLER(record_score);
SCRIP_HANDLER(declare_conflict);
SCRIP_HANDLER(put_document);
SCRIP_HANDLER(get_document);

// decision_routes.cpp
SCRIP_HANDLER(propose_decision);
SCRIP_HANDLER(approve_decision);
SCRIP_HANDLER(reject_proposal);
SCRIP_HANDLER(uphold_appeal);
SCRIP_HANDLER(dismiss_appeal);
SCRIP_HANDLER(issue_voucher);
SCRIP_HANDLER(suspend_award);
SCRIP_HANDLER(resume_award);
SCRIP_HANDLER(revoke_award);
SCRIP_HANDLER(close_award);
SCRIP_HANDLER(reduce_award);
SCRIP_HANDLER(suspend_voucher);
SCRIP_HANDLER(resume_voucher);
SCRIP_HANDLER(revoke_voucher);

// programme_routes.cpp
SCRIP_HANDLER(check_policy);
SCRIP_HANDLER(publish_policy);
SCRIP_HANDLER(get_policy_file);
SCRIP_HANDLER(add_budget_line);
SCRIP_HANDLER(open_call);
SCRIP_HANDLER(set_deadline);
SCRIP_HANDLER(close_call);
SCRIP_HANDLER(allocate_round);
SCRIP_HANDLER(add_organisation);
SCRIP_HANDLER(map_payer);

// network_routes.cpp
SCRIP_HANDLER(add_resource);
SCRIP_HANDLER(add_site);
SCRIP_HANDLER(add_programme);
SCRIP_HANDLER(propose_rate_card);
SCRIP_HANDLER(approve_rate_card);
SCRIP_HANDLER(reject_rate_card);
SCRIP_HANDLER(declare_capacity);
SCRIP_HANDLER(end_capacity);
SCRIP_HANDLER(list_capacity_days);

// claim_routes.cpp
SCRIP_HANDLER(get_claim);
SCRIP_HANDLER(draft_claim);
SCRIP_HANDLER(read_claim_tables);
SCRIP_HANDLER(submit_claim);
SCRIP_HANDLER(check_claim);
SCRIP_HANDLER(settle_finding);
SCRIP_HANDLER(return_claim);
SCRIP_HANDLER(withdraw_claim);
SCRIP_HANDLER(export_claim_digests);
SCRIP_HANDLER(import_claim_digests);

// device_routes.cpp
SCRIP_HANDLER(get_device);
SCRIP_HANDLER(record_devices);
SCRIP_HANDLER(report_device_days);

// accreditation_routes.cpp
SCRIP_HANDLER(get_accreditation);
SCRIP_HANDLER(apply_for_accreditation);
SCRIP_HANDLER(propose_accreditation);
SCRIP_HANDLER(approve_accreditation);
SCRIP_HANDLER(reject_accreditation);
SCRIP_HANDLER(suspend_accreditation);
SCRIP_HANDLER(resume_accreditation);
SCRIP_HANDLER(withdraw_accreditation);
SCRIP_HANDLER(set_accreditation_rule);

// forecast_routes.cpp
SCRIP_HANDLER(get_forecast);
SCRIP_HANDLER(list_forecast_months);

// round_routes.cpp
SCRIP_HANDLER(commit_seed);
SCRIP_HANDLER(get_round);

// usage_routes.cpp
SCRIP_HANDLER(get_wallet);
SCRIP_HANDLER(explain_job);
SCRIP_HANDLER(place_hold);
SCRIP_HANDLER(extend_hold);
SCRIP_HANDLER(release_hold);
SCRIP_HANDLER(post_usage);
SCRIP_HANDLER(retry_suspense);
SCRIP_HANDLER(write_off_suspense);
SCRIP_HANDLER(refund_charge);
SCRIP_HANDLER(close_period);

// journal_routes.cpp
SCRIP_HANDLER(get_checkpoint);
SCRIP_HANDLER(list_entries);
SCRIP_HANDLER(get_entry);
SCRIP_HANDLER(prove_entry);
SCRIP_HANDLER(get_money_path);
SCRIP_HANDLER(listen_events);

// oidc_routes.cpp
SCRIP_HANDLER(begin_oidc);
SCRIP_HANDLER(end_oidc);
SCRIP_HANDLER(list_identities);
SCRIP_HANDLER(link_identity);
SCRIP_HANDLER(unlink_identity);

// remote_routes.cpp: what the command line needs when the journal is elsewhere
SCRIP_HANDLER(set_up);
SCRIP_HANDLER(list_balances);
SCRIP_HANDLER(accept_suspense);
SCRIP_HANDLER(get_journal_status);
SCRIP_HANDLER(read_journal);

// paying_routes.cpp
SCRIP_HANDLER(propose_statement);
SCRIP_HANDLER(approve_statement);
SCRIP_HANDLER(reject_statement);
SCRIP_HANDLER(dispute_statement);
SCRIP_HANDLER(answer_dispute);
SCRIP_HANDLER(propose_payment);
SCRIP_HANDLER(approve_payment);
SCRIP_HANDLER(reject_payment);
SCRIP_HANDLER(record_payment);
SCRIP_HANDLER(get_instalments);
SCRIP_HANDLER(propose_instalment);
SCRIP_HANDLER(approve_instalment);
SCRIP_HANDLER(reject_instalment);
SCRIP_HANDLER(propose_clawback);
SCRIP_HANDLER(approve_clawback);
SCRIP_HANDLER(reject_clawback);
SCRIP_HANDLER(record_repayment);
SCRIP_HANDLER(propose_relief);
SCRIP_HANDLER(approve_relief);
SCRIP_HANDLER(reject_relief);
// chip_routes.cpp: chips, their origin, targets
SCRIP_HANDLER(get_chip);
SCRIP_HANDLER(withdraw_figure);
SCRIP_HANDLER(record_origin);
SCRIP_HANDLER(set_domestic_target);
SCRIP_HANDLER(set_control_test);
SCRIP_HANDLER(place_site);
SCRIP_HANDLER(set_site_city);
SCRIP_HANDLER(set_topology);

// self_reliance_routes.cpp
SCRIP_HANDLER(get_self_reliance);
SCRIP_HANDLER(get_open_data);
SCRIP_HANDLER(sum_self_reliance);
// signing_routes.cpp: keys of sites
SCRIP_HANDLER(list_site_keys);
SCRIP_HANDLER(add_site_key);
SCRIP_HANDLER(revoke_site_key);
SCRIP_HANDLER(get_signing_rule);
SCRIP_HANDLER(set_signing_rule);
// dispute_routes.cpp: disputes and clawbacks with their details
SCRIP_HANDLER(get_dispute);
SCRIP_HANDLER(get_clawback);

#undef SCRIP_HANDLER

}  // namespace scrip::service
