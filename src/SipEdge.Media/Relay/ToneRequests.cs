using System.Runtime.CompilerServices;
using SipEdge.Media.Announcements;
using SipEdge.Media.Dtmf;

namespace SipEdge.Media.Relay;

/// <summary>
/// What a call wants a side to hear, on its way to the loop: digits in order, and the last word about an announcement.
/// Guarded by the session's mailbox.
/// </summary>
internal struct ToneRequests
{
    private Presses _presses;
    private int _count;

    /// <summary>Set when an announcement is to begin (<see cref="Clip"/>) or to stop (no clip).</summary>
    public bool PlayChanged;
    public AnnouncementClip? Clip;
    public bool Repeat;

    /// <summary>Digits beyond those that may wait are dropped: nobody presses keys that fast.</summary>
    public void Add(DigitPress press)
    {
        if (_count < DigitSender.MaxQueued)
        {
            _presses[_count++] = press;
        }
    }

    /// <summary>Hands everything over and is empty.</summary>
    public void MoveTo(ref DigitSender sender)
    {
        for (var i = 0; i < _count; i++)
        {
            sender.TryQueue(_presses[i]);
            _presses[i] = default;
        }

        _count = 0;
    }

    [InlineArray(DigitSender.MaxQueued)]
    private struct Presses
    {
        private DigitPress _first;
    }
}
