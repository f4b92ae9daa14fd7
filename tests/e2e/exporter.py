"""A stand-in for the exporters that run beside accelerators: NVIDIA's dcgm-exporter and Ascend's npu-exporter. It serves
the text that they serve, with the metrics and labels that they have, of as many devices as it is told, and reads how busy
each is from a file, so that a test can let devices work and rest.

    exporter.py KIND ADDRESS:PORT FILE      KIND is dcgm or npu; FILE has a line "SERIAL PERCENT" for each device

Sources of the text: NVIDIA/dcgm-exporter, README and issues 568 and 736 (labels; DCGM_FI_DEV_SERIAL as a label by a row
of the collectors file); hiascend.com, MindCluster 6.0, "Prometheus Metrics" (npu-exporter: labels, a time in
milliseconds behind each value).
"""

import http.server
import pathlib
import sys
import time

DCGM = (("DCGM_FI_DEV_SM_CLOCK", "SM clock frequency (in MHz).", lambda busy: 1980 if busy else 345),
        ("DCGM_FI_DEV_GPU_TEMP", "GPU temperature (in C).", lambda busy: 30 + busy // 3),
        ("DCGM_FI_DEV_POWER_USAGE", "Power draw (in W).", lambda busy: f"{70 + 6 * busy:.6f}"),
        ("DCGM_FI_DEV_GPU_UTIL", "GPU utilization (in %).", lambda busy: busy),
        ("DCGM_FI_DEV_MEM_COPY_UTIL", "Memory utilization (in %).", lambda busy: busy // 2),
        ("DCGM_FI_DEV_FB_USED", "Framebuffer memory used (in MiB).", lambda busy: 60_000 if busy else 4))
NPU = (("npu_chip_info_health_status", "the npu health status", lambda _: 1),
       ("npu_chip_info_power", "the npu power", lambda busy: 70 + 3 * busy),
       ("npu_chip_info_temperature", "the npu temperature", lambda busy: 35 + busy // 3),
       ("npu_chip_info_utilization", "the ai core utilization", lambda busy: busy),
       ("npu_chip_info_overall_utilization", "the overall utilization of npu", lambda busy: busy),
       ("npu_chip_info_hbm_used_memory", "the npu hbm used memory", lambda busy: 50_000 if busy else 3_000))


def devices(path: pathlib.Path) -> list[tuple[str, int]]:
    rows = (line.split() for line in path.read_text(encoding="ascii").splitlines() if line)
    return [(serial, int(busy)) for serial, busy in rows]


def dcgm_labels(number: int, serial: str) -> str:
    return (f'gpu="{number}",UUID="GPU-604ac76c-d9cf-fef3-62e9-{number:012x}",pci_bus_id="00000000:{0x1a + number:02X}:00.0",'
            f'device="nvidia{number}",modelName="NVIDIA H100 80GB HBM3",Hostname="node",DCGM_FI_DRIVER_VERSION="535.129.03",'
            f'DCGM_FI_DEV_SERIAL="{serial}"')


def npu_labels(number: int, serial: str) -> str:
    return (f'container_name="",id="{number}",model_name="910B3-Ascend-V1",namespace="",pcie_bus_info="0000:{0x3e + number:02X}:00.0",'
            f'pod_name="",vdie_id="{serial}"')


def text_of(kind: str, path: pathlib.Path) -> str:
    metrics, labels = (DCGM, dcgm_labels) if kind == "dcgm" else (NPU, npu_labels)
    stamp = "" if kind == "dcgm" else f" {time.time_ns() // 1_000_000}"
    found = devices(path)
    lines = [] if kind == "dcgm" else ["# HELP machine_npu_nums Amount of npu installed on the machine.",
                                       "# TYPE machine_npu_nums gauge", f"machine_npu_nums {len(found)}"]
    for name, help_text, value in metrics:
        lines += [f"# HELP {name} {help_text}", f"# TYPE {name} gauge"]
        lines += [f"{name}{{{labels(number, serial)}}} {value(busy)}{stamp}" for number, (serial, busy) in enumerate(found)]
    return "\n".join(lines) + "\n"


def main(kind: str, address: str, file: str) -> None:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.path == "/metrics"
            body = text_of(kind, pathlib.Path(file)).encode() if known else b""
            self.send_response(200 if known else 404)
            self.send_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words) -> None:
            pass

    host, _, port = address.rpartition(":")
    http.server.ThreadingHTTPServer((host, int(port)), Handler).serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
