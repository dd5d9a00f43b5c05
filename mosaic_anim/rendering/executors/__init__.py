"""Where segment jobs run: in threads of this machine, or on a Dask cluster."""
