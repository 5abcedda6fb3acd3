using System.Diagnostics.CodeAnalysis;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

/// <summary>
/// The early dialogs of one INVITE, in the order they began, those of gateways that failed included: the caller knows each
/// under a tag of its own (<see cref="Identifiers.WriteEarlyTag"/>), and a tag is never used twice. Owned by the call's loop.
/// </summary>
internal sealed class EarlyDialogs(BufferPool buffers)
{
    /// <summary>A fork that rings at more places than this is not heard of the rest; whichever answers is connected.</summary>
    public const int Max = 8;

    // Made when they are needed first and kept with the call's slot: most calls ring at one place.
    private readonly EarlyDialog?[] _dialogs = new EarlyDialog?[Max];

    /// <summary>Begun since the call was placed.</summary>
    public int Count { get; private set; }

    public EarlyDialog this[int index] => _dialogs[index]!;

    /// <summary>The one that rings under this tag of the other side; an empty tag is one too.</summary>
    public bool TryFind(ReadOnlySpan<byte> calleeTag, out int index)
    {
        for (index = 0; index < Count; index++)
        {
            if (this[index].Rings && this[index].Callee.RemoteTag.SequenceEqual(calleeTag))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>A clean one; null when there are too many.</summary>
    public EarlyDialog? Add(uint inviteCSeq, out int index)
    {
        index = Count;
        if (Count == Max)
        {
            return null;
        }
        Count++;
        var dialog = _dialogs[index] ??= new EarlyDialog(buffers);
        dialog.Begin(inviteCSeq);
        return dialog;
    }

    /// <summary>The dialog that the caller knows under this index.</summary>
    public bool TryGet(int index, [NotNullWhen(true)] out EarlyDialog? dialog)
    {
        dialog = (uint)index < (uint)Count ? _dialogs[index] : null;
        return dialog is not null;
    }

    /// <summary>Whether some place still rings that the caller has not given up.</summary>
    public bool AnyRings()
    {
        for (var index = 0; index < Count; index++)
        {
            if (this[index] is { Rings: true, GivenUp: false })
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Nobody rings any more. What the caller was told of stays known, so that no tag is used again.</summary>
    public void Silence()
    {
        for (var index = 0; index < Count; index++)
        {
            this[index].Silence();
        }
    }

    public void Clear()
    {
        for (var index = 0; index < Count; index++)
        {
            this[index].Clear();
        }
        Count = 0;
    }
}
