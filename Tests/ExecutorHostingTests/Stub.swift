// ExecutorHosting
