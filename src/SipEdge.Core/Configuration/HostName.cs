namespace SipEdge.Core.Configuration;

/// <summary>Host names of letters, digits and hyphens (RFC 1123 §2.1); an IP address is not one.</summary>
internal static class HostName
{
    /// <summary>A name in the one form in which it is stored and compared.</summary>
    public static string Canonical(string name) => (name.EndsWith('.') ? name[..^1] : name).ToLowerInvariant();

    public static bool IsValid(string name)
    {
        var bare = name.EndsWith('.') ? name[..^1] : name;
        if (bare.Length is 0 or > 253)
        {
            return false;
        }
        var labels = bare.Split('.');
        return labels.All(IsLabel) && !labels[^1].All(char.IsAsciiDigit);
    }

    private static bool IsLabel(string label) => label.Length is > 0 and <= 63
        && label[0] != '-' && label[^1] != '-' && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
