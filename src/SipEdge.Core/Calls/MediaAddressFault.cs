namespace SipEdge.Core.Calls;

/// <summary>What is wrong with an address that a description names.</summary>
internal enum MediaAddressFault : byte
{
    None,

    /// <summary>The edge itself: media would come back.</summary>
    Own,

    /// <summary>A group of hosts: one packet would become many.</summary>
    Multicast,

    /// <summary>The edge's own machine, named by a peer that is not on it.</summary>
    Loopback,

    /// <summary>Private, link-local or reserved, where only public addresses may be named.</summary>
    NotPublic,

    /// <summary>Private, link-local or reserved, named by a peer that is public.</summary>
    NotPublicOfPublic,
}
