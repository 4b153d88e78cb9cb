// BrokerStoreSQLite
