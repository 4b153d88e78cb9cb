// ExecutorHostProtocol
