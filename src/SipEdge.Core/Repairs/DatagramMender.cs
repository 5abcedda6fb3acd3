using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Repairs;

/// <summary>
/// Holds a datagram while it is read in a mended form, and knows what was wrong with it. Owned by its loop; in use from the moment
/// that a message arrives until everybody has seen it.
/// </summary>
internal sealed class DatagramMender(ParseLimits limits)
{
    private byte[] _room = [];

    /// <summary>Of the message under way.</summary>
    public AlgDamage Damage { get; private set; }

    /// <summary>The datagram as it is to be read.</summary>
    public ReadOnlySpan<byte> Mend(ReadOnlySpan<byte> datagram, in Flow flow)
    {
        if (_room.Length < datagram.Length + DatagramRepair.Growth)
        {
            _room = new byte[Math.Max(limits.MaxMessage, datagram.Length) + DatagramRepair.Growth];
        }
        var mended = DatagramRepair.Write(datagram, flow.Remote, limits, _room, out var damage);
        Damage = damage;
        return mended.IsEmpty ? datagram : mended;
    }

    public void Done() => Damage = AlgDamage.None;
}
