"""Real Slurm clusters for end-to-end tests: munge, MariaDB, slurmdbd, slurmctld and slurmd from Debian's packages, each
started in the foreground from a folder of its own and stopped by its process id; nothing of the machine's own Slurm is
used, and no service manager.

A cluster lives in a network namespace of its own, so its ports are its own and its line to the world can be cut. All
namespaces hang on one bridge in a namespace called the hub, where the authority's server runs. Needs root.
"""

import contextlib
import ctypes
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable

PROGRAMS = ("slurmctld", "slurmd", "slurmdbd", "munged", "mariadbd", "mariadb-install-db", "ip", "nsenter", "sacct")
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
TENANT = "games"  # a user of every Debian who is not root
HUB_ADDRESS = "10.77.0.1"


def why_not() -> str | None:
    """Why Slurm cannot run here; nothing if it can."""
    if os.geteuid() != 0:
        return "Slurm's daemons and network namespaces need root"
    missing = [program for program in PROGRAMS if shutil.which(program, path=PATH) is None]
    if missing:
        return "these programs are missing: " + ", ".join(missing)
    if subprocess.run(["unshare", "-n", "true"], check=False, capture_output=True).returncode != 0:
        return "network namespaces cannot be made here"
    return None


def wait_for(what: str, condition: Callable, seconds: int = 120, every: float = 0.25):
    """What the condition gives once it is true; an error says what was waited for."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s in vain: {what}")
        time.sleep(every)


class Daemon:
    """One process in the foreground, with its output in a file."""

    def __init__(self, name: str, words: list[str], folder: pathlib.Path, namespace: str | None = None, env: dict | None = None,
                 user: str | None = None):
        self.name, self.folder, self.env, self.user = name, folder, env or {}, user
        self.words = (["nsenter", f"--net=/run/netns/{namespace}"] if namespace else []) + words
        self.process = None

    def start(self) -> "Daemon":
        with open(self.folder / f"{self.name}.out", "ab") as out:
            self.process = subprocess.Popen(self.words, stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd=self.folder,
                                            env={**os.environ, "PATH": PATH, **self.env}, user=self.user, start_new_session=True)
        return self

    def stop(self, how: int = signal.SIGTERM, seconds: int = 30) -> int | None:
        if self.process is None:
            return None
        self.process.send_signal(how)
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        self.process = None
        return code

    def output(self) -> str:
        return (self.folder / f"{self.name}.out").read_text(encoding="utf-8", errors="replace")


class Network:
    """The hub and its bridge."""

    def __init__(self):
        self.prefix = f"scrip{os.getpid()}"
        self.hub = f"{self.prefix}-hub"
        self.namespaces = []
        self.ip("netns", "add", self.hub)
        self.namespaces.append(self.hub)
        for words in (("link", "add", "br0", "type", "bridge"), ("addr", "add", f"{HUB_ADDRESS}/24", "dev", "br0"),
                      ("link", "set", "br0", "up"), ("link", "set", "lo", "up")):
            self.ip("-n", self.hub, *words)

    @staticmethod
    def ip(*words: str) -> None:
        subprocess.run(["ip", *words], check=True, capture_output=True, env={**os.environ, "PATH": PATH})

    def join(self, name: str, number: int) -> str:
        """A namespace for a site, with a line to the hub."""
        space = f"{self.prefix}-{name}"
        self.ip("netns", "add", space)
        self.namespaces.append(space)
        self.ip("link", "add", f"v{os.getpid() % 100000}h{number}", "netns", self.hub, "type", "veth", "peer", "name", "eth0", "netns", space)
        self.ip("-n", self.hub, "link", "set", f"v{os.getpid() % 100000}h{number}", "master", "br0", "up")
        for words in (("addr", "add", f"10.77.0.{number}/24", "dev", "eth0"), ("link", "set", "eth0", "up"), ("link", "set", "lo", "up")):
            self.ip("-n", space, *words)
        return space

    def enter_hub(self) -> None:
        """From here on this process, and what it starts, is in the hub."""
        with open(f"/run/netns/{self.hub}", "rb") as space:
            if ctypes.CDLL(None, use_errno=True).setns(space.fileno(), 0) != 0:
                raise OSError(ctypes.get_errno(), "setns")

    def cut(self, space: str) -> None:
        self.ip("-n", space, "link", "set", "eth0", "down")

    def mend(self, space: str) -> None:
        self.ip("-n", space, "link", "set", "eth0", "up")

    def remove(self) -> None:
        for space in reversed(self.namespaces):
            with contextlib.suppress(subprocess.CalledProcessError):
                self.ip("netns", "delete", space)


class Commons:
    """What the clusters share: munge with a key of its own, and a MariaDB without a port."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        folder.chmod(0o755)
        munge = folder / "munge"
        munge.mkdir(mode=0o755)
        (munge / "key").write_bytes(os.urandom(128))
        (munge / "key").chmod(0o600)
        self.munge_socket = munge / "socket"
        self.munge = Daemon("munged", ["munged", "--foreground", "--force", f"--socket={self.munge_socket}", f"--key-file={munge}/key",
                                       f"--pid-file={munge}/pid", f"--log-file={munge}/log", f"--seed-file={munge}/seed"], munge).start()
        data = folder / "mariadb"
        data.mkdir()
        self.database_socket = data / "socket"
        subprocess.run(["mariadb-install-db", "--no-defaults", f"--datadir={data}/data", "--user=root", "--auth-root-authentication-method=normal",
                        "--skip-test-db"], check=True, capture_output=True, env={**os.environ, "PATH": PATH})
        self.database = Daemon("mariadbd", ["mariadbd", "--no-defaults", f"--datadir={data}/data", f"--socket={self.database_socket}",
                                            "--skip-networking", "--user=root", f"--pid-file={data}/pid", "--innodb-buffer-pool-size=32M",
                                            "--innodb-log-file-size=16M", "--innodb-lock-wait-timeout=900",
                                            "--innodb-flush-log-at-trx-commit=2"], data).start()
        wait_for("munge's socket", self.munge_socket.exists)
        wait_for("MariaDB", lambda: self.answers(self.database_socket))

    @staticmethod
    def answers(path: pathlib.Path) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as probe:
                probe.connect(str(path))
            return True
        except OSError:
            return False

    def stop(self) -> None:
        self.database.stop()
        self.munge.stop()


class Cluster:
    """One data centre: a controller, an accounting daemon and nodes with stand-ins for chips of one kind."""

    def __init__(self, commons: Commons, network: Network, name: str, number: int, chip: str, nodes: int = 2, per_node: int = 8):
        self.name, self.chip, self.commons, self.network = name, chip, commons, network
        self.space = network.join(name, number)
        self.folder = commons.folder / name
        self.folder.mkdir(mode=0o755)
        for each in ("state", "dev", "spool", "jobs"):
            (self.folder / each).mkdir(mode=0o755)
        shutil.chown(self.folder / "jobs", TENANT)
        for index in range(per_node):
            (self.folder / "dev" / f"{chip}{index}").touch()
        self.conf = self.folder / "slurm.conf"
        self.nodes = [f"{name}{index}" for index in range(1, nodes + 1)]
        self.write_configuration(chip, nodes, per_node)
        self.env = {"SLURM_CONF": str(self.conf), "SLURM_TIME_FORMAT": "%s", "MYSQL_UNIX_PORT": str(commons.database_socket)}
        make = lambda kind, *words: Daemon(kind, list(words), self.folder, self.space, self.env)
        self.accounting = make("slurmdbd", "slurmdbd", "-D")
        self.controller = make("slurmctld", "slurmctld", "-D")
        self.workers = [make(f"slurmd-{node}", "slurmd", "-D", "-N", node) for node in self.nodes]

    def write_configuration(self, chip: str, nodes: int, per_node: int) -> None:
        name, folder, host = self.name, self.folder, socket.gethostname()
        self.conf.write_text(f"""ClusterName={name}
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={self.commons.munge_socket}
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool/%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd-%n.pid
SlurmctldPort=6817
SlurmctldParameters=enable_configless
SlurmdParameters=config_overrides
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=2,bf_interval=5
GresTypes=gpu
ReturnToService=2
KillWait=2
MinJobAge=300
InactiveLimit=0
JobSubmitPlugins=lua
AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost=127.0.0.1
AccountingStoragePort=6819
AccountingStoragePass={self.commons.munge_socket}
AccountingStorageTRES=gres/gpu,gres/gpu:{chip}
AccountingStorageEnforce=associations
JobAcctGatherType=jobacct_gather/none
NodeName={name}[1-{nodes}] NodeHostname={host} NodeAddr=127.0.0.1 Port=[17001-{17000 + nodes}] CPUs=64 Sockets=2 CoresPerSocket=32 RealMemory=1000 Gres=gpu:{chip}:{per_node} State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
""", encoding="ascii")
        (folder / "gres.conf").write_text(f"AutoDetect=off\nNodeName={name}[1-{nodes}] Name=gpu Type={chip} "
                                          f"File={folder}/dev/{chip}[0-{per_node - 1}]\n", encoding="ascii")
        (folder / "slurmdbd.conf").write_text(f"""AuthType=auth/munge
AuthInfo={self.commons.munge_socket}
DbdHost=localhost
DbdAddr=127.0.0.1
DbdPort=6819
SlurmUser=root
PidFile={folder}/slurmdbd.pid
StorageType=accounting_storage/mysql
StorageHost=localhost
StorageUser=root
StorageLoc=slurm_{name}
""", encoding="ascii")
        (folder / "slurmdbd.conf").chmod(0o600)

    def start(self, accounts: list[str]) -> None:
        self.accounting.start()
        wait_for(f"slurmdbd of {self.name}", lambda: self.try_run("sacctmgr", "-n", "list", "cluster") is not None)
        self.run("sacctmgr", "-i", "add", "cluster", self.name)
        for account in accounts:
            self.run("sacctmgr", "-i", "add", "account", account, f"Cluster={self.name}")
            self.run("sacctmgr", "-i", "add", "user", TENANT, f"Account={account}", f"Cluster={self.name}")
        self.controller.start()
        for worker in self.workers:
            worker.start()
        wait_for(f"idle nodes of {self.name}", lambda: (self.try_run("sinfo", "-h", "-N", "-o", "%T") or "").split() == ["idle"] * len(self.nodes))

    def try_run(self, *words: str, user: str | None = None) -> str | None:
        done = self.execute(*words, user=user)
        return done.stdout if done.returncode == 0 else None

    def run(self, *words: str, user: str | None = None) -> str:
        done = self.execute(*words, user=user)
        assert done.returncode == 0, f"{words}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout

    def execute(self, *words: str, user: str | None = None) -> subprocess.CompletedProcess:
        return subprocess.run(["nsenter", f"--net=/run/netns/{self.space}", *(["setpriv", f"--reuid={pwd.getpwnam(user).pw_uid}",
                               f"--regid={pwd.getpwnam(user).pw_gid}", "--clear-groups"] if user else []), *words],
                              capture_output=True, text=True, timeout=60, check=False, cwd=self.folder / "jobs",
                              env={**os.environ, "PATH": PATH, **self.env, "USER": user or "root", "HOME": "/tmp"})

    def submit(self, *options: str, seconds: int = 600, script: str | None = None) -> subprocess.CompletedProcess:
        """Submits as the tenant; a script of one's own may do something else than sleep."""
        file = self.folder / "jobs" / f"job{time.monotonic_ns()}.sh"
        file.write_text(script or f"#!/bin/sh\nsleep {seconds}\n", encoding="utf-8")
        file.chmod(0o755)
        return self.execute("sbatch", "--parsable", *options, str(file), user=TENANT)

    def job(self, *options: str, **more) -> str:
        done = self.submit(*options, **more)
        assert done.returncode == 0, f"{options}: {done.stdout}{done.stderr}"
        return done.stdout.strip().split(";")[0]

    def state(self, job: str) -> str:
        """As the controller has it, such as RUNNING; GONE where it no longer knows the job."""
        return (self.try_run("squeue", "-h", "-t", "all", "-j", job, "-o", "%T") or "").strip() or "GONE"

    def accounted(self) -> list[dict]:
        """Every run of every job, as sacct has it."""
        names = "JobID,JobIDRaw,Submit,Start,End,ElapsedRaw,State,AllocTRES,Account,AdminComment"
        rows = self.run("sacct", "-a", "-D", "-X", "-P", "-n", "-S", "1970-01-02", "-o", names).splitlines()
        return [dict(zip(names.split(","), row.split("|"), strict=True)) for row in rows]

    def database(self, statement: str) -> None:
        """Changes the accounting behind Slurm's back, as a repair of it would."""
        subprocess.run(["mariadb", "--no-defaults", f"--socket={self.commons.database_socket}", "--user=root", f"slurm_{self.name}",
                        "--execute", statement], check=True, capture_output=True, timeout=60, env={**os.environ, "PATH": PATH})

    def stop(self) -> None:
        for daemon in (*self.workers, self.controller, self.accounting):
            daemon.stop()
