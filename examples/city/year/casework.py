"""Takes applications through their life over the HTTP API, each step under the sign-in of whom it belongs to."""

import datetime
import hashlib
import zlib

from . import cases
from .cases import Case
from .client import Client
from .purchases import Purchases, is_purchase
from .shapes import Random

OFFICERS, APPROVERS = ["wang", "tang"], ["zhou", "qian"]
EXPERTS = ["wu", "feng", "luo"]
WITHIN = {"en": "Within the rules", "zh": "符合规定"}
DAYS_TO_COMPLETE = 30


def in_days(days: int) -> str:
    return (datetime.date.today() + datetime.timedelta(days)).isoformat()


def draw(key: str, bound: int) -> int:
    """The same number for the same key."""
    return zlib.crc32(key.encode()) % bound


class Casework:
    def __init__(self, client: Client, member_of: dict[str, str]):
        self.client = client
        self.purchases = Purchases(client)
        self.member_of = member_of  # organisation -> who signs in for it

    def act(self, person: str, case: Case, step: str, body=None):
        return self.client.post(person, f"/applications/{case.key}/{step}", body)

    # --- the applicant's side ---

    def draft(self, case: Case, facts: dict | None = None) -> None:
        member = self.member_of[case.organisation.key]
        document = self.client.write(member, "POST", "/documents", case.document, "application/octet-stream")
        body = {"call": case.call.key, "organisation": case.organisation.key, "facts": facts or case.facts,
                "contract": case.contract, "documents": [{"hash": document["hash"], "kind": case.kind or "purchase"}]}
        self.client.write(member, "PUT", f"/applications/{case.key}", body)

    def submit(self, case: Case) -> None:
        self.act(self.member_of[case.organisation.key], case, "submit")
        if is_purchase(case):
            self.purchases.present(case, self.member_of[case.organisation.key])

    def withdraw(self, case: Case) -> None:
        reason = ["The project was stopped", "Applied under another programme", "The contract was cancelled"]
        self.act(self.member_of[case.organisation.key], case, "withdraw", {"reason": reason[draw(case.key, 3)]})

    def appeal(self, case: Case) -> None:
        self.act(self.member_of[case.organisation.key], case, "appeal",
                 {"reason": "One statement was ticked by mistake; the certificate that shows it is attached. 勾选有误，已附证明。"})

    # --- the bureau's side ---

    def officer(self, case: Case) -> str:
        return OFFICERS[draw(case.key, 10) > 6]

    def approver(self, case: Case) -> str:
        return APPROVERS[draw(case.key, 10) > 6]

    def check(self, case: Case) -> None:
        self.act(self.officer(case), case, "complete")
        if is_purchase(case):
            self.purchases.check(case, self.officer(case))

    def send_back(self, case: Case) -> None:
        reason = ["The signature page of the contract is missing. 缺少合同签字页。",
                  "The invoice does not match the amount stated. 发票金额与申报金额不一致。",
                  "The proof of delivery is not legible. 交付证明无法辨认。"]
        self.act(self.officer(case), case, "return",
                 {"reason": reason[draw(case.key, 3)], "until": in_days(DAYS_TO_COMPLETE)})

    def assess(self, case: Case) -> dict:
        return self.act(self.officer(case), case, "assessment")["assessment"]

    def propose(self, case: Case, assessed: dict) -> None:
        if is_purchase(case):
            self.purchases.settle(case, self.officer(case))
        refused = assessed["decision"] != "award"
        body = {"outcome": "refuse" if refused else "award", "reason": self.reason(assessed) if refused else WITHIN}
        self.act(self.officer(case), case, "propose", body)

    @staticmethod
    def reason(assessed: dict) -> dict:
        """Of a refusal: what the first rule that is not met says."""
        broken = [rule["reason"] for rule in assessed["rules"] if rule["outcome"] == "not_met" and rule["reason"]["en"]]
        return broken[0] if broken else {"en": "The rules are not met", "zh": "不符合规定"}

    def approve(self, case: Case, approver: str | None = None) -> None:
        approver = approver or self.approver(case)
        proposal = self.client.get(approver, f"/applications/{case.key}")["proposal"]["decision"]
        body = {"outcome": proposal["outcome"]}
        if proposal["outcome"] == "award":
            body["amount"] = proposal["amount"]
        self.act(approver, case, "approve", body)

    def issue(self, case: Case, **terms) -> None:
        if case.call.programme in cases.GRANTS:
            return  # paid in instalments
        body = {"voucher": f"V-{case.key}", "grace_days": 3650, **terms}
        if case.share:
            body["share"] = case.share
        self.client.post(self.officer(case), f"/awards/{case.key}/vouchers", body)

    def decide(self, case: Case) -> None:
        self.draft(case)
        self.submit(case)
        self.check(case)
        assessed = self.assess(case)
        self.propose(case, assessed)
        if draw(case.key, 14) == 0:  # the second pair of eyes finds something
            self.act(self.approver(case), case, "reject", {"reason": "Please check the contract's number. 请核对合同编号。"})
            self.propose(case, assessed)
        self.approve(case)

    def hear(self, case: Case, upheld: bool) -> None:
        """An appeal is heard by an approver who did not decide."""
        self.appeal(case)
        other = next(each for each in APPROVERS if each != self.approver(case))
        if not upheld:
            self.act(other, case, "dismiss", {"reason": "The statement is right as the register has it. 登记信息无误。"})
            return
        self.act(other, case, "uphold", {"reason": "The certificate shows it: look again. 证明有效，重新审核。"})
        self.propose(case, self.assess(case))
        self.approve(case, other)

    # --- whole lives ---

    def live(self, case: Case) -> None:
        """As far as its fate goes."""
        if case.fate in ("issued", "awarded", "refused", "dismissed", "upheld", "revoked", "reduced", "appealed"):
            self.decide(case)
        getattr(self, f"become_{case.fate}")(case)

    def become_issued(self, case: Case) -> None:
        self.issue(case, valid_from="2025-08-01" if case.call is cases.SERVICE else "2025-07-01",
                   valid_until=case.valid_until)

    def become_awarded(self, case: Case) -> None:
        """Approved; its voucher is not issued yet. Of purchases, a card may go where it should not."""
        if is_purchase(case):
            self.purchases.move_one_out(case, self.officer(case))

    def become_refused(self, case: Case) -> None:
        pass  # approved as well

    def become_dismissed(self, case: Case) -> None:
        self.hear(case, upheld=False)

    def become_upheld(self, case: Case) -> None:
        self.hear(case, upheld=True)

    def become_appealed(self, case: Case) -> None:
        self.appeal(case)

    def become_revoked(self, case: Case) -> None:
        self.become_issued(case)
        self.client.post(self.approver(case), f"/awards/{case.key}/revoke",
                         {"reason": "The contract was found to be with an affiliate. 查明合同相对方为关联企业。"})

    def become_reduced(self, case: Case) -> None:
        approver = self.approver(case)
        amount = self.client.get(approver, f"/applications/{case.key}")["decided"]["decision"]["amount"]
        whole = int(amount.split(".")[0])
        self.client.post(approver, f"/awards/{case.key}/reduce",
                         {"amount": f"{whole * 3 // 4}.00", "reason": "The contract was amended. 合同金额已变更。"})
        self.become_issued(case)

    def become_withdrawn(self, case: Case) -> None:
        self.draft(case)
        self.submit(case)
        if draw(case.key, 2):
            self.check(case)
        self.withdraw(case)

    def become_draft(self, case: Case) -> None:
        self.draft(case)
        if is_purchase(case):
            self.purchases.draft(case, self.member_of[case.organisation.key])

    def become_submitted(self, case: Case) -> None:
        self.draft(case)
        self.submit(case)

    def become_returned(self, case: Case) -> None:
        self.become_submitted(case)
        self.send_back(case)
        if is_purchase(case):
            self.purchases.send_back(case, self.officer(case))

    def become_complete(self, case: Case) -> None:
        self.become_submitted(case)
        self.check(case)

    def become_assessed(self, case: Case) -> None:
        self.become_complete(case)
        self.assess(case)

    def become_proposed(self, case: Case) -> None:
        self.become_complete(case)
        self.propose(case, self.assess(case))

    # --- rounds ---

    def enter_round(self, case: Case) -> None:
        """Handed in, marked by all its assessors, assessed."""
        self.mark_round(case, len(EXPERTS))
        if draw(case.key, 2):  # else it was checked before it was marked
            self.check(case)
        self.assess(case)

    def mark_round(self, case: Case, marks: int) -> None:
        """Handed in, and marked by the first so many of its assessors."""
        self.become_submitted(case)
        if not draw(case.key, 2):
            self.check(case)
        random = Random(draw(case.key, 10**6))
        for number, expert in enumerate(EXPERTS):
            self.act(self.officer(case), case, "assessors", {"person": expert, "organisation": "", "conflicts": []})
            if number < marks:
                points = f"{cases.mark(random, case)}.{random.below(2) * 5}"
                self.act(expert, case, "score", {"criteria": [{"criterion": "peer_mark", "points": points}]})

    def share_out(self, call: cases.CallPlan) -> dict[str, str]:
        """Closes the call and shares it out; application -> amount."""
        self.client.post("wang", f"/calls/{call.key}/close")
        shared = self.client.post("wang", f"/calls/{call.key}/allocation", {"seed": call.seed})
        return {each["application"]: each["amount"] for each in shared["results"]}

    def decide_round(self, case: Case, gets: dict[str, str]) -> None:
        """What the round gave is proposed and approved; a few wait for a proposal or an approval."""
        amount = gets.get(case.key, "0")
        given = amount.strip("0.") != ""
        last = draw(case.key, 8)
        if last == 0:
            return
        if given:
            reason = WITHIN
        else:
            reason = {"en": "Not reached by this round's marks and draw", "zh": "本轮评分及抽签未入围"}
        self.act(self.officer(case), case, "propose", {"outcome": "award" if given else "refuse", "reason": reason})
        if last == 1:
            return
        self.approve(case)
        if given and last > 2:
            self.issue(case)


def commitment(seed: str) -> str:
    return hashlib.sha256(seed.encode()).hexdigest()
