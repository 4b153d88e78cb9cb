// ExecutorKit
