namespace SipEdge.Core.Configuration;

/// <summary>What an address entry is good for. Every one makes its addresses known; only the first lets a call in.</summary>
public enum AddressUse : byte
{
    /// <summary>Counts as the listed address that its ACL asks for.</summary>
    Inbound,

    /// <summary>We call it; it never calls us.</summary>
    OutboundOnly,

    /// <summary>A gateway of a trunk that an ACL names: that ACL alone decides about the trunk's calls.</summary>
    LeftToAcl,
}
