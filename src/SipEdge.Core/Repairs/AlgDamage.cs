namespace SipEdge.Core.Repairs;

/// <summary>What an application level gateway in a router broke on the way, and the edge put right.</summary>
[Flags]
public enum AlgDamage : byte
{
    None = 0,

    /// <summary>Content-Length is not what the datagram holds: an address in the body grew or shrank.</summary>
    ContentLength = 1,

    /// <summary>Via names a port that is not the sender's, and does not ask for the answer to come back (RFC 3581).</summary>
    Via = 2,

    /// <summary>Contact names another place than the one that the peer speaks from.</summary>
    Contact = 4,

    /// <summary>The description names a private address here and a public one there.</summary>
    Description = 8,
}
