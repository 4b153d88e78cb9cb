// AgentLink
