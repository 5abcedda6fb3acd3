namespace SipEdge.Sip.Resolution;

/// <summary>A name in lower case without its last dot, and what is asked about it.</summary>
public readonly record struct DnsQuestion(string Name, DnsType Type)
{
    public override string ToString() => $"{Type.ToString().ToUpperInvariant()} {Name}";
}
