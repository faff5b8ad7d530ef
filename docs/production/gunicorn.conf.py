"""gunicorn for a town: `gunicorn --config docs/production/gunicorn.conf.py config.wsgi`."""

import os

bind = os.environ.get("PREAU_BIND", "unix:/run/preau/web.sock")
# Processes, for the rule engine holds Python's lock; threads, for a page waits for the database half of its time.
workers = int(os.environ.get("PREAU_WORKERS", "3"))
worker_class = "gthread"
threads = int(os.environ.get("PREAU_THREADS", "4"))
timeout = 60
graceful_timeout = 30
backlog = 2048  # the morning the holidays open, families wait here rather than being turned away
max_requests, max_requests_jitter = 20_000, 2_000
accesslog = None  # nginx writes it
control_socket_disable = True
