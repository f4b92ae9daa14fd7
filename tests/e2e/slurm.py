#!/usr/bin/env python3
"""scrip-site with real Slurm: two data centres with different chips, each a cluster of Debian's packages in a network
namespace of its own, and Scrip's server on the bridge between them. Jobs are authorised, extended, stopped; everything is
killed and cut while they run; at the end the totals are those of sacct itself, and the books balance.

One world for all tests. Those of one site run one after the other beside those of the other site; what kills or cuts
both comes then, and the last one adds up what the others did.
"""

import datetime
import json
import pathlib
import re
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable

from harness import SANITIZED
from slurm_cluster import TENANT, wait_for, why_not
from slurm_world import SITE, Site, World, money, seconds_of, together


def test_the_check_finds_everything_in_order(world: World) -> None:
    done = world.east.check()
    assert done.returncode == 0 and "BAD" not in done.stdout and "3600.00" in done.stdout, done.stdout + done.stderr


def check_charged(world: World, site: Site, job: str) -> None:
    site.wait_state(job, "COMPLETED")
    wait_for(f"{job} closed", lambda: site.known(job) is None)
    (row,) = site.runs(job)
    bill = wait_for(f"the bill of {job}", lambda: (bill := world.bill(site, job))["ended"] in (True, "yes", "true") and bill)
    assert bill["gross"] == bill["covered_money"] and money(bill["gross"]) == seconds_of(row) > 0, (bill, row)


def test_a_job_is_authorised_metered_and_charged(world: World) -> None:
    check_charged(world, world.east, world.east.cluster.job("--account=acme", "--comment=scrip:acme/llm", "--gres=gpu:ascend910b:2", seconds=9))


def test_a_job_that_names_no_type_is_charged_as_what_it_got(world: World) -> None:
    check_charged(world, world.west, world.west.cluster.job("--account=acme", "--comment=scrip:acme", "--gres=gpu:3", seconds=9))


def test_what_nobody_pays_for_is_refused_with_a_sentence(world: World) -> None:
    submit = world.east.cluster.submit
    stranger = submit("--account=stranger", "--gres=gpu:1")
    assert stranger.returncode != 0 and "no organisation pays for the account 'stranger'" in stranger.stderr, stranger
    other = submit("--account=poor", "--comment=scrip:acme", "--gres=gpu:1")
    assert other.returncode != 0 and "belongs to 'poor', so 'acme' cannot pay" in other.stderr, other
    project = submit("--account=acme", "--comment=scrip:acme/poor", "--gres=gpu:1")
    assert project.returncode != 0 and "the project 'poor' is called like an account that another" in project.stderr, project
    for comment in ("scrip:", "scrip:acme/", "scrip:acme hello", "scrip:acme warn=usr1", "scrip:acme\nscrip:poor", "scrip:a|b"):
        bad = submit("--account=acme", f"--comment={comment}", "--gres=gpu:1")
        assert bad.returncode != 0 and "--comment scrip:ORGANISATION" in bad.stderr or "warn=SIGNAL" in bad.stderr, (comment, bad)
    # A job of several components is several jobs to the accounting: it is refused, whatever it asks for.
    het = submit("--account=acme", "--gres=gpu:1", ":", "--gres=gpu:2")
    if het.returncode == 0:
        parts = het.stdout.strip().split(";")[0]
        wait_for("the end of both components", lambda: set(world.east.cluster.state(parts).split()) == {"CANCELLED"})
        assert "several components" in world.east.admin_comment(parts), world.east.admin_comment(parts)
    else:
        assert "several components" in het.stderr, het
    # What the vouchers cover is known only when Scrip was asked: the job is cancelled, and says why.
    job = world.east.cluster.job("--account=poor", "--gres=gpu:8")
    world.east.wait_state(job, "CANCELLED")
    assert "vouchers do not cover it" in world.east.cluster.run("scontrol", "show", "job", job), job
    world.east.wait_settled()
    assert all(int(row["ElapsedRaw"]) == 0 for row in world.east.accounted() if row["State"].startswith("CANCELLED")), "it never ran"


def test_nothing_starts_while_the_agent_is_away_and_users_cannot_change_the_price(world: World) -> None:
    assert world.east.agent.stop() == 0, "a clean stop"
    done = world.east.cluster.submit("--account=acme", "--comment=scrip:acme", "--gres=gpu:1", "--time=10", seconds=3)
    assert done.returncode == 0 and "held until" in done.stderr, done
    job = done.stdout.strip()
    for change in (("release", job), ("update", f"JobId={job}", "TimeLimit=99"), ("update", f"JobId={job}", "Comment=scrip:poor"),
                   ("update", f"JobId={job}", "AdminComment=free"), ("update", f"JobId={job}", "Priority=9"),
                   ("update", f"JobId={job}", "Account=poor"), ("update", f"JobId={job}", "NumNodes=2")):
        refused = world.east.cluster.execute("scontrol", *change, user=TENANT)
        assert "cannot be changed" in refused.stdout + refused.stderr or refused.returncode != 0, (change, refused)
    assert world.east.cluster.state(job) == "PENDING"
    text = world.east.cluster.run("scontrol", "show", "job", job)
    assert "TimeLimit=00:10:00" in text and "Priority=0 " in text and "Comment=scrip:acme" in text, text
    world.east.agent.start()
    world.east.wait_state(job, "COMPLETED")
    world.east.wait_settled()
    assert money(world.bill(world.east, job)["gross"]) == sum(map(seconds_of, world.east.runs(job)))


def test_a_hold_is_extended_as_the_job_runs(world: World) -> None:
    rich = world.east.cluster.job("--account=acme", "--comment=scrip:acme", "--gres=gpu:2", seconds=35)
    world.east.wait_state(rich, "COMPLETED")
    world.east.wait_settled()
    (row,) = world.east.runs(rich)
    assert money(world.bill(world.east, rich)["gross"]) == seconds_of(row) >= 70, row


def test_a_spent_hold_ends_its_job(world: World) -> None:
    script = "#!/bin/sh\ntrap 'echo got USR1' USR1\ni=0\nwhile [ $i -lt 600 ]; do sleep 1; i=$((i+1)); done\n"
    poor = world.west.cluster.job("--account=poor", "--comment=scrip:poor warn=USR1", "--gres=gpu:1", script=script)
    world.west.wait_state(poor, "CANCELLED")
    wait_for("its end", lambda: world.west.known(poor) is None)
    (row,) = world.west.runs(poor)
    bill = world.bill(world.west, poor)
    assert 35 <= seconds_of(row) <= 50, row
    assert money(bill["gross"]) == seconds_of(row) and money(bill["own_share"]) == 0, (bill, row)
    assert "is spent" in row["AdminComment"], row
    out = world.west.output(poor)
    assert "got USR1" in out and "the money for this job ends" in out, out


def test_arrays_and_jobs_that_are_queued_again(world: World) -> None:
    array = world.east.cluster.job("--account=acme", "--comment=scrip:acme warn=USR1", "--gres=gpu:1", "--array=0-3", seconds=4)
    again = world.east.cluster.job("--account=acme", "--gres=gpu:2", "--requeue", seconds=8)
    world.east.wait_state(again, "RUNNING")
    wait_for("a few seconds of it", lambda: any(int(row["ElapsedRaw"]) >= 5 for row in world.east.runs(again)))
    world.east.cluster.run("scontrol", "requeue", again)
    # A job that is queued again waits two minutes, so that its nodes do not take its second run for its first, which was
    # ended; a few seconds do, once that is all over.
    wait_for("the end of its first run", lambda: [row["State"] for row in world.east.runs(again)][:1] == ["REQUEUED"] and
             world.east.cluster.state(again) == "PENDING")
    world.east.cluster.run("scontrol", "update", f"JobId={again}", "StartTime=now+4")
    wait_for("its second run", lambda: [row["State"] for row in world.east.runs(again)] == ["REQUEUED", "COMPLETED"], 180)
    tasks = lambda: [row for row in world.east.cluster.accounted() if row["JobID"].startswith(f"{array}_")]
    wait_for("the tasks", lambda: [row["State"] for row in tasks()] == ["COMPLETED"] * 4)
    world.east.wait_settled()
    assert len({row["JobIDRaw"] for row in tasks()}) == 4, tasks()
    world.compare(world.east)


def test_nothing_is_lost_or_doubled_when_everything_is_killed(world: World) -> None:
    job = world.east.cluster.job("--account=acme", "--gres=gpu:3", seconds=25)
    world.east.wait_state(job, "RUNNING")
    world.east.agent.stop(signal.SIGKILL)
    world.east.agent.start()
    world.server.stop(signal.SIGKILL)
    world.east.cluster.controller.stop()
    world.east.cluster.controller.start()
    wait_for("the controller", lambda: world.east.cluster.try_run("scontrol", "ping"))
    world.east.agent.stop(signal.SIGKILL)
    world.start()
    world.east.agent.start()
    world.east.cluster.accounting.stop()
    world.east.agent.stop(signal.SIGKILL)
    world.east.agent.start()
    world.east.cluster.accounting.start()
    world.east.wait_state(job, "COMPLETED")
    world.east.agent.stop(signal.SIGKILL)
    world.east.agent.start()
    world.east.wait_settled()
    world.compare(world.east)


def copy_spool(source: pathlib.Path, target: pathlib.Path) -> None:
    """In place of what is there."""
    for file in target.glob("spool.db*"):
        file.unlink()
    for file in source.glob("spool.db*"):
        shutil.copy(file, target)


def test_a_lost_spool_and_a_missing_hook_lose_and_double_nothing(world: World) -> None:
    east, cluster = world.east, world.east.cluster
    job = east.job_until("spool", "--account=acme", "--gres=gpu:2", "--time=5")
    wait_for("usage of it", lambda: [row for row in world.jobs("east") if f"/{job}@" in row["job"]])
    wait_for("its second slice", lambda: east.known(job)["paid_s"] >= 60)
    # Another agent on the same spool is refused, and the hook goes on asking the first.
    second = cluster.execute(str(SITE), "run", "--config", str(east.conf))
    assert second.returncode == 1 and str(east.folder / "spool.db") in second.stderr, second.stderr
    assert (east.folder / "hook.sock").exists()
    # An older copy of the spool is put back: what it does not know goes on.
    older = pathlib.Path(tempfile.mkdtemp(dir=east.folder))
    assert east.agent.stop() == 0
    copy_spool(east.folder, older)
    east.agent.start()
    other = cluster.job("--account=acme", "--gres=gpu:3", seconds=12)
    east.wait_state(other, "RUNNING")
    east.agent.stop(signal.SIGKILL)
    copy_spool(older, east.folder)
    east.agent.start()
    wait_for("the other one to be known again", lambda: (known := east.known(other)) and known["state"] == "authorised")
    assert not east.alerts("usage_refused") and cluster.state(job) == "RUNNING"
    # The spool is lost, and one of them ends before there is another.
    lost = datetime.datetime.now(datetime.UTC).isoformat()
    east.agent.stop(signal.SIGKILL)
    for file in east.folder.glob("spool.db*"):
        file.unlink()
    east.wait_state(other, "COMPLETED")
    # Until Scrip says who pays here nobody can make anybody pay; what waits is judged then.
    world.network.cut(cluster.space)
    east.agent.start()
    wait_for("a round without Scrip", east.has_looked)
    thief = cluster.submit("--account=poor", "--comment=scrip:acme", "--gres=gpu:1", seconds=3)
    world.network.mend(cluster.space)
    assert thief.returncode == 0 and "who pays for the accounts of this site is not known yet" in thief.stderr, thief
    east.wait_state(thief.stdout.strip(), "CANCELLED")
    assert "belongs to 'poor', so 'acme' cannot pay" in east.admin_comment(thief.stdout.strip()), thief
    wait_for("it to be known again", lambda: east.has_looked() and east.known(job))
    wait_for("usage of the other", lambda: [row for row in world.jobs("east") if f"/{other}@" in row["job"]])
    wait_for("all of the other", lambda: money(world.bill(east, other)["gross"]) == sum(map(seconds_of, east.runs(other))) > 0)
    assert not east.alerts("not_authorised"), east.alerts("not_authorised")
    begun = [json.loads(line)["accounting_since"] for line in east.agent.output().splitlines() if '"spool_is_new"' in line]
    assert len(begun) == 2 and begun[0] < begun[1] < lost, (begun, lost)  # the first one had nothing to look back at
    east.end("spool")
    east.wait_state(job, "COMPLETED")
    east.wait_settled()
    world.compare(east)
    # Without the hook a job starts at once; without the agent nobody sees it.
    assert east.agent.stop() == 0
    hook = cluster.folder / "job_submit.lua"
    text = hook.read_text(encoding="utf-8")
    hook.write_text("function slurm_job_submit() return slurm.SUCCESS end\nfunction slurm_job_modify() return slurm.SUCCESS end\nreturn slurm.SUCCESS\n")
    unseen = cluster.job("--account=acme", "--gres=gpu:2", seconds=3)
    east.wait_state(unseen, "COMPLETED")
    hook.write_text(text, encoding="utf-8")
    east.agent.start()
    wait_for("the sweep", lambda: [alert for alert in east.status()["alerts"] if alert["kind"] == "not_authorised"])
    east.wait_settled()
    world.compare(east)


def test_jobs_under_a_reservation_wait_for_it_and_end_with_it(world: World) -> None:
    west, submit = world.west, world.west.cluster.submit
    begins = {row["reservation"]: row["start"] for row in world.client("li").get("/reservations").expect(200).json()["items"]}
    script = "#!/bin/sh\ni=0\nwhile [ $i -lt 600 ]; do sleep 1; i=$((i+1)); done\n"
    done = submit("--account=acme", "--comment=scrip:acme/llm reservation=R-1", "--gres=gpu:2", script=script)
    assert done.returncode == 0 and f"the reservation 'R-1', which begins at {begins['R-1']}" in done.stderr, done
    waits = done.stdout.strip()
    broken = west.cluster.job("--account=acme", "--comment=scrip:acme reservation=R-2", "--gres=gpu:1")
    quits = west.cluster.job("--account=acme", "--comment=scrip:acme reservation=R-3", "--gres=gpu:1")
    # What can be known at sbatch is refused there; what is found out when the job is looked at cancels it.
    other = submit("--account=poor", "--comment=scrip:poor reservation=R-1", "--gres=gpu:1")
    assert other.returncode != 0 and "the reservation 'R-1' is not that of 'poor'" in other.stderr, other
    many = west.cluster.job("--account=acme", "--comment=scrip:acme reservation=R-1", "--gres=gpu:3")
    unknown = west.cluster.job("--account=acme", "--comment=scrip:acme reservation=R-9", "--gres=gpu:1")
    for job, why in ((many, "the reservation 'R-1' is of 2 devices, not of 3"), (unknown, "there is no reservation 'R-9' at this site")):
        west.wait_state(job, "CANCELLED")
        assert why in west.admin_comment(job), west.admin_comment(job)
    # The site's operator breaks one: who waits for it is told of the new quote, and so is who comes later.
    world.client("deng").post("/reservations/R-2/break", {"reason": "no power"}).expect(200)
    west.wait_state(broken, "CANCELLED")
    told = "this site cancelled the reservation 'R-2' (no power); the new quote for it is 'R-2~1'"
    assert told in west.admin_comment(broken), west.admin_comment(broken)
    late = submit("--account=acme", "--comment=scrip:acme reservation=R-2", "--gres=gpu:1")
    assert late.returncode != 0 and told in late.stderr, late
    world.client("li").get("/quotes/R-2~1").expect(200)
    assert west.cluster.state(waits) == "PENDING" and f"waits for the reservation 'R-1', which begins at {begins['R-1']}" in west.admin_comment(waits)
    # Its time comes. One that is broken while a job runs leaves it a grace, as money that ends does.
    west.wait_state(waits, "RUNNING", seconds=200)
    west.wait_state(quits, "RUNNING", seconds=200)
    world.client("deng").post("/reservations/R-3/break", {"reason": "a fire"}).expect(200)
    west.wait_state(quits, "CANCELLED")
    wait_for("the notice", lambda: "this site cancelled the reservation 'R-3' (a fire)" in west.output(quits))
    west.wait_state(waits, "CANCELLED")
    wait_for("the ends", lambda: west.known(waits) is None and west.known(quits) is None)
    (row,) = west.runs(waits)
    bill = wait_for("the bill", lambda: (rows := [row for row in world.jobs("west") if row["hold"] == "R-1"]) and rows[0])
    assert money(bill["gross"]) == seconds_of(row) > 2 * 15 and money(bill["own_share"]) == 0, (bill, row)
    began = time.mktime(time.strptime(begins["R-1"][:19], "%Y-%m-%dT%H:%M:%S")) - time.timezone
    assert began <= int(row["Start"]) and int(row["End"]) <= began + 60, (begins, row)
    assert "the reservation 'R-1' ended" in row["AdminComment"] and "the reservation 'R-1' ends at" in west.output(waits), row
    states = {row["reservation"]: row["status"] for row in world.client("li").get("/reservations").expect(200).json()["items"]
              if row["site"] == "west" and row["reservation"] != "R-6"}
    assert states == {"R-1": "used", "R-2": "broken", "R-3": "broken"}, states
    used = submit("--account=acme", "--comment=scrip:acme reservation=R-1", "--gres=gpu:1")
    if used.returncode == 0:
        west.wait_state(used.stdout.strip(), "CANCELLED")
    else:
        assert "the reservation 'R-1'" in used.stderr, used


def test_several_jobs_share_a_reservation(world: World) -> None:
    """Two at a time on its two devices, and a third when one of them has ended; all are paid from its hold."""
    west = world.west
    options = ("--account=acme", "--comment=scrip:acme reservation=R-6", "--gres=gpu:1")
    first, second = (west.job_until(name, *options) for name in ("share-1", "share-2"))
    for job in (first, second):
        west.wait_state(job, "RUNNING", seconds=200)
    third = west.job_until("share-3", *options)
    wait_for("it to wait for a device", lambda: "waits until other jobs leave the devices of the reservation 'R-6'" in west.admin_comment(third))
    assert west.cluster.state(third) == "PENDING"
    wait_for("some usage", lambda: any(int(row["ElapsedRaw"]) >= 3 for row in west.runs(first)))
    west.end("share-1")
    west.wait_state(first, "COMPLETED")
    west.wait_state(third, "RUNNING")
    assert west.cluster.state(second) == "RUNNING", "its reservation goes on"
    west.end("share-2")
    west.end("share-3")
    jobs = (first, second, third)
    for job in jobs:
        west.wait_state(job, "COMPLETED")
    wait_for("their ends", lambda: all(west.known(job) is None for job in jobs))
    used = {job: sum(map(seconds_of, west.runs(job))) for job in jobs}
    ran = {job: seconds for job, seconds in used.items() if seconds > 0}  # one may have ended within its first second
    assert second in ran, used
    mine = lambda: {job: row for job in jobs for row in world.jobs("west") if row["job"].startswith(f"west/{job}@")}
    bills = wait_for("the bills", lambda: {job: money(row["gross"]) for job, row in mine().items()} == ran and mine())
    assert all(row["hold"] == "R-6" and money(row["own_share"]) == 0 for row in bills.values()), bills
    held = {row["hold"]: row for row in world.client("he").get("/holds?site=west&limit=1000").expect(200).json()["items"]}["R-6"]
    assert held["status"] != "active", held
    status = {row["reservation"]: row["status"] for row in world.client("li").get("/reservations").expect(200).json()["items"]}
    assert status["R-6"] == "used", status


def test_slurm_keeps_free_what_is_reserved(world: World) -> None:
    """By a reservation of Slurm's own, of whole nodes, which is made again where it is lost and goes with Scrip's."""
    east, cluster = world.east, world.east.cluster
    kept = lambda: dict(re.findall(r"ReservationName=(\S+) .* Nodes=(\S+)", cluster.try_run("scontrol", "show", "reservation", "--oneliner") or ""))
    begins = {row["reservation"]: row["start"] for row in world.client("li").get("/reservations").expect(200).json()["items"]}["R-4"]
    wait_for("Slurm's reservations", lambda: kept() == {"scrip-R-4": "east3", "scrip-R-5": "east2"})
    waits = cluster.job("--account=acme", "--comment=scrip:acme reservation=R-4", "--gres=gpu:8", seconds=20)
    in_the_way = cluster.job("--account=acme", "--gres=gpu:1", "--nodelist=east3", seconds=600)
    east.beside = east.beside | {waits, in_the_way}
    east.wait_state(in_the_way, "RUNNING")
    cluster.run("scontrol", "delete", "ReservationName=scrip-R-4")
    wait_for("it again", lambda: kept().get("scrip-R-4") == "east3")
    world.client("chen").post("/reservations/R-5/break", {"reason": "no cooling"}).expect(200)
    wait_for("the other to go", lambda: "scrip-R-5" not in kept())
    # Who is in the way is told, and gone in time; the reservation's job starts at once.
    until_it_begins = (datetime.datetime.fromisoformat(begins) - datetime.datetime.now(datetime.UTC)).total_seconds()
    east.wait_state(in_the_way, "CANCELLED", seconds=max(0, int(until_it_begins)) + 120)
    assert f"its devices are reserved from {begins} on" in east.admin_comment(in_the_way), east.admin_comment(in_the_way)
    wait_for("the notice", lambda: f"its devices are reserved from {begins} on" in east.output(in_the_way))
    east.wait_state(waits, "RUNNING")
    shown = cluster.run("scontrol", "show", "job", waits)
    assert "Reservation=scrip-R-4" in shown and "NodeList=east3" in shown, shown
    east.wait_state(waits, "COMPLETED")
    wait_for("Slurm's to go with it", lambda: not kept())
    wait_for("the end of both", lambda: east.known(waits) is None and east.known(in_the_way) is None)
    east.beside = east.beside - {waits, in_the_way}


def check_idle(site: Site) -> None:
    """The user of a job whose devices do nothing reads of it in the job's output; the operator sees it as long as it lasts."""
    job = site.cluster.job("--account=acme", "--gres=gpu:2", "--nodelist=" + site.cluster.nodes[0], seconds=300)
    site.beside = site.beside | {job}
    site.wait_state(job, "RUNNING")
    numbers = re.search(r"IDX:(\d)[-,](\d)\)", site.cluster.run("scontrol", "show", "job", "--details", job)).groups()
    mine = [f"{site.name}-A{number}" for number in numbers]
    alerts = lambda: [alert for alert in site.alerts("job_idle") if f"/{job}@" in alert["subject"]]
    site.work({mine[0]: 2, mine[1]: 88})
    wait_for("eleven seconds of it", lambda: any(int(row["ElapsedRaw"]) >= 11 for row in site.runs(job)))
    assert not alerts(), "one device works"
    site.work({mine[1]: 4})
    (alert,) = wait_for("the alert", alerts)
    assert "did less than 5 %" in alert["text"], alert
    assert "警报 job_idle" in site.cluster.run(str(SITE), "status", "--lang", "zh", "--config", str(site.conf))
    wait_for("the notice", lambda: "the devices of this job did less than 5 %" in site.output(job))
    site.work({serial: 88 for serial in mine})
    wait_for("the alert to go", lambda: not alerts())
    site.cluster.run("scancel", job)
    wait_for("its end", lambda: site.known(job) is None)
    site.beside = site.beside - {job}


def test_a_job_whose_npus_do_nothing_is_found(world: World) -> None:
    check_idle(world.east)


def test_a_job_whose_gpus_do_nothing_is_found(world: World) -> None:
    check_idle(world.west)


def test_devices_are_held_against_the_register(world: World) -> None:
    west = world.west
    assert not west.alerts("device_register"), west.alerts("device_register")
    world.client("deng").post("/device-events", {"kind": "installed", "site": "west", "day": "2026-01-01", "reason": "on paper",
                                                 "devices": [{"vendor": "nvidia", "serial": "GHOST", "resource": "h100"}]}).expect(200)
    west.busy["west-new"] = west.busy.pop("west-A7")
    west.work({})
    west.agent.stop()
    west.agent.start()
    found = wait_for("the findings", lambda: {alert["subject"]: alert["text"] for alert in west.alerts("device_register")})
    assert set(found) == {"nvidia/ghost", "nvidia/west-a7", "nvidia/west-new"}, found
    assert "no exporter sees it" in found["nvidia/ghost"] and "no such device" in found["nvidia/west-new"], found
    west.busy["west-A7"] = west.busy.pop("west-new")
    west.work({})
    world.client("deng").post("/device-events", {"kind": "retired", "day": "2026-01-02", "reason": "never there",
                                                 "devices": [{"vendor": "nvidia", "serial": "GHOST"}]}).expect(200)
    west.agent.stop()
    west.agent.start()
    wait_for("no findings", lambda: not west.alerts("device_register"))


def test_a_job_is_paid_for_what_it_was_given(world: World) -> None:
    """Of a whole node: one that asked for no device, and one whose hold for one is spent at once."""
    east = world.east
    jobs = [east.cluster.job("--account=acme", "--exclusive", *more, seconds=12) for more in ((), ("--gres=gpu:1", "--time=4"))]
    for job in jobs:
        check_charged(world, east, job)
        assert seconds_of(east.runs(job)[0]) >= 8 * 12, east.runs(job)


def test_a_job_that_got_another_chip_is_paid_at_its_price(world: World) -> None:
    west = world.west
    conf = west.conf.read_text(encoding="ascii")
    for text in (conf.replace("untyped: h100", "untyped: old-chip"), conf):
        west.agent.stop()
        west.conf.write_text(text, encoding="ascii")
        west.agent.start()
        if text != conf:
            job = west.cluster.job("--account=acme", "--gres=gpu:2", seconds=12)
            check_charged(world, west, job)
    holds = [hold for hold in world.client("he").get("/holds?site=west&limit=1000").expect(200).json()["items"]
             if hold["job"].startswith(f"west/{job}@")]
    assert len(holds) == 2 and all(hold["status"] != "active" for hold in holds), holds


def test_what_was_reported_too_far_is_refunded(world: World) -> None:
    """Slurm shortens a run after it was reported, as it does where a node turns out to have failed before."""
    east, cluster = world.east, world.east.cluster
    job = east.job_until("too-far", "--account=acme", "--gres=gpu:2")
    wait_for("eight seconds reported", lambda: any(money(row["gross"]) >= 16 for row in world.jobs("east") if f"/{job}@" in row["job"]))
    assert east.agent.stop() == 0
    east.end("too-far")
    east.wait_state(job, "COMPLETED")
    (row,) = wait_for("its end in the accounting", lambda: [row for row in east.runs(job) if row["State"] == "COMPLETED"])
    cluster.database(f"UPDATE east_job_table SET time_end = time_start + 3 WHERE id_job = {job}")
    east.agent.start()
    (alert,) = wait_for("the alert", lambda: east.alerts("recorded_too_far"))
    assert "were reported than Slurm says" in alert["text"] and f"/{job}@" in alert["subject"], alert
    east.wait_settled()
    (row,) = east.runs(job)
    assert seconds_of(row) == 6 < money(world.bill(east, job)["gross"]), row
    world.client("wang").post("/refunds", {"refund": "F-1", "site": "east", "job": alert["subject"], "gross": f"{money(world.bill(east, job)['gross']) - 6}.00",
                                           "reason": "the node failed before"}).expect(200)
    bill = wait_for("the refund", lambda: (bill := world.bill(east, job)) and money(bill["refunded"]) and bill)
    assert money(bill["gross"]) - money(bill["refunded"]) == 6, bill
    # It happened, so it ends when somebody says that it was seen to: once.
    seen_to = (str(SITE), "done", "recorded_too_far", alert["subject"], "--config", str(east.conf))
    cluster.run(*seen_to)
    assert not east.alerts("recorded_too_far")
    assert cluster.try_run(*seen_to) is None, "it ended twice"


def test_a_cut_off_site_pays_from_what_it_was_lent_and_no_further(world: World) -> None:
    """Both lines are cut, and several jobs try to run on: what runs beyond holds is what was lent, and no more."""
    east, west = world.east, world.west
    long = west.cluster.job("--account=acme", "--gres=gpu:1", seconds=600)
    west.wait_state(long, "RUNNING")
    for site in (east, west):
        world.network.cut(site.cluster.space)
    # Each of these would take more than the slice of 120 by itself, and together they try for five times as much.
    greedy = [east.cluster.job("--account=acme", "--gres=gpu:4", seconds=600) for _ in range(3)]
    nothing_lent = east.cluster.job("--account=poor", "--gres=gpu:1", seconds=2)
    ran = lambda: [row for job in greedy for row in east.runs(job) if int(row["ElapsedRaw"]) > 0]
    wait_for("the end of what was lent", lambda: ran() and all(row["State"].startswith("CANCELLED") for row in ran()))
    assert east.cluster.state(nothing_lent) == "PENDING", "nobody lent it anything"
    used = [row for row in east.status()["lent"] if row["used"] != "0.00"]
    assert used and money(used[0]["used"]) <= money(used[0]["amount"]) == 120, used
    assert 40 <= sum(map(seconds_of, ran())) <= 120, ran()
    # Nothing was lent to the other site: its job is ended within what its hold paid for.
    west.wait_state(long, "CANCELLED")
    (row,) = west.runs(long)
    assert 5 <= int(row["ElapsedRaw"]) <= 30, row
    assert west.status()["records_waiting"] > 0, "its usage waits"
    for job in greedy:
        east.cluster.execute("scancel", job)
    for site in (east, west):
        world.network.mend(site.cluster.space)
    east.wait_state(nothing_lent, "COMPLETED", "CANCELLED")
    for site in (east, west):
        site.wait_settled()
    together({site.name: [lambda site=site: world.compare(site)] for site in (east, west)})
    assert [row["used"] for row in east.status()["lent"]] == ["0.00"], east.status()["lent"]
    alerts = [alert for site in (east, west) for alert in site.status()["alerts"] if alert["kind"] not in ("not_authorised", "recorded_too_far")]
    assert alerts == [], alerts


def test_devices_that_the_accounting_does_not_count_are_found(world: World) -> None:
    cluster = world.west.cluster
    later = cluster.job("--account=acme", "--gres=gpu:2", "--begin=now+10", seconds=5)
    wait_for("its authorisation", lambda: (known := world.west.known(later)) and known["state"] == "authorised")
    conf = cluster.conf.read_text()
    cluster.controller.stop()
    cluster.conf.write_text(re.sub("AccountingStorageTRES=.*\n", "", conf))
    cluster.controller.start()
    world.west.wait_state(later, "COMPLETED")
    world.west.wait_settled()
    (row,) = world.west.runs(later)
    assert "gpu" not in row["AllocTRES"] and int(row["ElapsedRaw"]) > 0, row
    assert any(alert["kind"] == "devices_missing" for alert in world.west.status()["alerts"])
    suspended = world.client("deng").get("/suspense").expect(200).json()["items"]
    assert [item["reason"] for item in suspended] == ["device_count_missing"], suspended
    # The agent finds it when it sees the job, or at its next look at the settings; from then on the hook knows.
    found = cluster.submit("--account=acme", "--gres=gpu:1", seconds=5)
    if found.returncode == 0:
        refused = found.stdout.strip()
        world.west.wait_state(refused, "CANCELLED")
        assert "does not count" in cluster.run("scontrol", "show", "job", refused)
    done = cluster.submit("--account=acme", "--gres=gpu:1", seconds=5)
    assert done.returncode != 0 and "does not count devices" in done.stderr, done
    assert world.west.check().returncode != 0
    world.west.wait_settled()


def test_the_totals_are_those_of_slurm_and_the_books_balance(world: World) -> None:
    for site in (world.east, world.west):
        world.compare(site)
    holds = world.client("he").get("/holds?limit=1000").expect(200).json()["items"]
    expected = {"lent", ""} if SANITIZED else {"lent"}  # without a job: reservations that no test has used
    assert {hold["job"].split("/")[0] for hold in holds if hold["status"] == "active"} == expected, holds
    assert all(money(job["own_share"]) == 0 for site in (world.east, world.west) for job in world.jobs(site.name))
    # What the exporters saw goes out when the agent starts, and each hour.
    world.west.agent.stop()
    world.west.agent.start()
    devices = wait_for("device-days", lambda: {row["serial"] for row in world.client("he").get("/devices").expect(200).json()["items"]} >= {"WEST-A1"})
    assert devices and not [alert for alert in world.west.status()["alerts"] if alert["kind"] == "devices_refused"]
    assert world.server.stop() == 0
    report = json.loads(world.run("verify", "--json"))
    assert report["signatures"] > 0, report


EAST = (test_the_check_finds_everything_in_order, test_a_job_is_authorised_metered_and_charged,
        test_what_nobody_pays_for_is_refused_with_a_sentence,
        test_nothing_starts_while_the_agent_is_away_and_users_cannot_change_the_price,
        test_a_hold_is_extended_as_the_job_runs, test_arrays_and_jobs_that_are_queued_again)
EAST_BESIDE = (test_slurm_keeps_free_what_is_reserved, test_a_job_whose_npus_do_nothing_is_found)
WEST = (test_jobs_under_a_reservation_wait_for_it_and_end_with_it,)
WEST_SHARED = (test_several_jobs_share_a_reservation,)
WEST_BESIDE = (test_a_job_that_names_no_type_is_charged_as_what_it_got, test_a_spent_hold_ends_its_job,
               test_a_job_whose_gpus_do_nothing_is_found)
BOTH = (test_devices_are_held_against_the_register,
        test_nothing_is_lost_or_doubled_when_everything_is_killed, test_a_cut_off_site_pays_from_what_it_was_lent_and_no_further)
EAST_LAST = (test_a_lost_spool_and_a_missing_hook_lose_and_double_nothing,  # nobody else asks for the spool meanwhile
             test_what_was_reported_too_far_is_refunded, test_a_job_is_paid_for_what_it_was_given)
WEST_LAST = (test_a_job_that_got_another_chip_is_paid_at_its_price, test_devices_that_the_accounting_does_not_count_are_found,)


class Runner:
    """Runs tests, or those with one of the command line's words in their name, and counts."""

    def __init__(self, world: World):
        self.world, self.passed, self.failures = world, 0, []

    def run(self, test: Callable) -> None:
        if len(sys.argv) > 1 and not any(word in test.__name__ for word in sys.argv[1:]):
            return
        began = time.monotonic()
        try:
            test(self.world)
            self.passed += 1
            print(f"{time.monotonic() - began:6.1f} s {test.__name__}", flush=True)
        except Exception:  # every test is to run
            self.failures.append(f"FAILED {test.__name__}\n{traceback.format_exc()}")
            print(f"{time.monotonic() - began:6.1f} s FAILED {test.__name__}", flush=True)

    def run_beside(self, *lanes: tuple[Callable, ...]) -> None:
        together({str(number): [lambda test=test: self.run(test) for test in lane] for number, lane in enumerate(lanes)})

    def run_all(self) -> None:
        if SANITIZED:  # what waits for Slurm's clock most is left out
            self.run_beside(EAST, WEST_BESIDE)
            self.run(test_nothing_is_lost_or_doubled_when_everything_is_killed)
        else:
            self.run_beside(EAST, EAST_BESIDE, WEST, WEST_SHARED, WEST_BESIDE)
            self.run_beside(BOTH)
            self.run_beside(EAST_LAST, WEST_LAST)
        self.run(test_the_totals_are_those_of_slurm_and_the_books_balance)


def main() -> int:
    reason = why_not()
    if reason is not None:
        print(f"skipped: {reason}\n0 passed, 0 failed")
        return 0
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        world = World(folder)
        print(f"{time.monotonic() - began:6.1f} s until both clusters stand", flush=True)
        try:
            runner = Runner(world)
            runner.run_all()
        finally:
            logs = [(log, log.read_text()) for log in sorted(pathlib.Path(folder).rglob("scrip-site.out"))]
            world.close()
    for log, text in logs if runner.failures else ():
        print(f"--- {log}\n{text[-20_000:]}")
    for failure in runner.failures:  # at the end, where whoever keeps only the last lines has them
        print(failure)
    print(f"{runner.passed} passed, {len(runner.failures)} failed")
    return 1 if runner.failures else 0


if __name__ == "__main__":
    sys.exit(main())
