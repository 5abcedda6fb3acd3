namespace SipEdge.Core.Configuration;

/// <summary>What a route can lead to.</summary>
public enum RouteTargetKind : byte
{
    /// <summary>Answered inside the edge; the caller hears itself.</summary>
    Echo,

    /// <summary>Who has the number, by the number table; a decision replaces it by where that leads.</summary>
    Numbers,

    /// <summary>The gateways of one trunk.</summary>
    Trunk,

    /// <summary>A contact that is registered through the edge.</summary>
    Phone,

    /// <summary>Several trunks, in the order and by the weights of their group.</summary>
    Group,
}
