namespace SipEdge.Sip.Resolution;

public enum DnsOutcome : byte
{
    Found,

    /// <summary>The name exists, and has no record of the type.</summary>
    NoData,

    NoSuchName,

    /// <summary>No server said anything that could be used: nothing is known.</summary>
    Failed,
}
