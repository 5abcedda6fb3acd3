namespace SipEdge.Core.Configuration;

/// <summary>
/// How a trunk writes telephone numbers. The comments show +31 20 123 4567 with the prefixes of the Netherlands.
/// </summary>
public enum NumberFormat : byte
{
    /// <summary>Not read and not rewritten.</summary>
    AsIs,

    /// <summary>+31201234567</summary>
    E164Plus,

    /// <summary>31201234567</summary>
    E164Plain,

    /// <summary>0031201234567</summary>
    International,

    /// <summary>0201234567; a number of another country is written as <see cref="International"/>.</summary>
    National,
}
