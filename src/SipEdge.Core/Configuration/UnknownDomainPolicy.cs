namespace SipEdge.Core.Configuration;

/// <summary>What becomes of a request for a host name that is not ours.</summary>
public enum UnknownDomainPolicy : byte { Drop, NotFound, DefaultDomain }
