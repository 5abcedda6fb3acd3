namespace SipEdge.Core.Configuration;

/// <summary>The place in the configuration that a decision goes back to. Line 0: the built-in default.</summary>
public readonly record struct ConfigLine(string? File, int Line)
{
    public static ConfigLine None => default;

    public override string ToString() => File is null ? "built-in" : Line == 0 ? File : $"{File}:{Line}";
}
