"""Việc chạy nền: jobs enqueued in the transaction of an act, run by workers, tried again, told to who waits."""
