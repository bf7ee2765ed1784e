"""Chạy hệ thống: one process tree of web processes and a worker for jobs, started and stopped together."""
