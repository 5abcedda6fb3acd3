using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>Whose calls already use the TLS gateways of a trunk. Immutable after construction.</summary>
public sealed class TlsRollout
{
    private readonly Utf8Map<string> _users;
    private readonly ImmutableArray<AddressPrefix> _sources;
    private readonly int _percent;

    internal TlsRollout(TlsRolloutOptions options, ConfigLine line)
    {
        _users = new Utf8Map<string>(
            options.Shadow ? [] : options.Users.Distinct(StringComparer.Ordinal).Select(user => (user, user)), ignoreCase: false);
        _sources = options.Shadow ? [] : [.. options.Sources.Select(Prefix)];
        _percent = options.Shadow ? 0 : options.Percent;
        Line = line;
    }

    public ConfigLine Line { get; }

    /// <summary>
    /// A percentage is of callers and not of calls: the same caller is on the same side at every call, on every loop and after a
    /// restart, and who is in at ten percent stays in at twenty.
    /// </summary>
    public bool Takes(ReadOnlySpan<byte> user, UInt128 source)
    {
        if (_users.Find(user) is not null)
        {
            return true;
        }
        foreach (var prefix in _sources)
        {
            if (prefix.Contains(source))
            {
                return true;
            }
        }
        return Share(user) < _percent;
    }

    /// <summary>FNV-1a with a last stir, so that numbers in a row fall apart: 0 to 99.</summary>
    private static int Share(ReadOnlySpan<byte> user)
    {
        var hash = 2166136261u;
        foreach (var letter in user)
        {
            hash = (hash ^ letter) * 16777619u;
        }
        hash = (hash ^ (hash >> 16)) * 0x85EBCA6Bu;
        hash = (hash ^ (hash >> 13)) * 0xC2B2AE35u;
        return (int)(((ulong)(hash ^ (hash >> 16)) * 100) >> 32);
    }

    private static AddressPrefix Prefix(string text) =>
        AddressPrefix.TryParse(text, out var prefix, out var why) ? prefix : throw new InvalidOperationException(why);
}
