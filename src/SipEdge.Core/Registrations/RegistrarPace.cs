using SipEdge.Sip.Transport;

namespace SipEdge.Core.Registrations;

/// <summary>
/// So many requests a second to one registrar, evenly: a thousand accounts that lost theirs at one moment, or were told to come again at
/// one moment, do not come at one moment. Plain data, owned by the keeper's loop.
/// </summary>
internal sealed class RegistrarPace(int perSecond)
{
    private readonly Dictionary<SocketEndpoint, long> _free = [];

    /// <returns>When the request may leave: now, or at a turn of its own, which is booked.</returns>
    public long Book(SocketEndpoint registrar, long now)
    {
        var at = Math.Max(now, _free.GetValueOrDefault(registrar));
        _free[registrar] = at + (1000 / perSecond);
        return at;
    }

    /// <summary>Registrars that nobody waits for.</summary>
    public void Forget(long now)
    {
        foreach (var (registrar, free) in _free)
        {
            if (free <= now)
            {
                _free.Remove(registrar);
            }
        }
    }
}
