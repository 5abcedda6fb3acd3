using SipEdge.Media.Srtp;

namespace SipEdge.Media.Relay;

/// <summary>
/// The SRTP contexts that one direction of a side has in a session. A key that comes back (plain in between, two branches of a
/// fork that answer in turn) finds its counts where they were: under the same key no index may be sent twice (RFC 3711 §9.1), and
/// none taken twice. Owned by the call's thread.
/// </summary>
internal struct KeyedContexts
{
    /// <summary>More than the suites of one offer: only their keys can come back, and a re-keying ends them all.</summary>
    private const int MaxRested = 8;

    private SrtpContext?[]? _rested;
    private int _next;

    /// <summary>Null for plain RTP.</summary>
    public SrtpContext? Current { get; private set; }

    /// <summary>True when the key is another than that of <see cref="Current"/>, which then has it.</summary>
    public bool TryReplace(in SrtpKey key)
    {
        if (key == (Current?.Key ?? SrtpKey.None))
        {
            return false;
        }

        Rest(Current);
        Current = key.IsNone ? null : Rested(key) ?? new SrtpContext(key);
        return true;
    }

    private void Rest(SrtpContext? context)
    {
        if (context is null || Rested(context.Key) is not null)
        {
            return;
        }

        _rested ??= new SrtpContext?[MaxRested];
        _rested[_next] = context;
        _next = (_next + 1) % MaxRested;
    }

    private readonly SrtpContext? Rested(in SrtpKey key)
    {
        foreach (var context in _rested ?? [])
        {
            if (context is not null && context.Key == key)
            {
                return context;
            }
        }

        return null;
    }
}
