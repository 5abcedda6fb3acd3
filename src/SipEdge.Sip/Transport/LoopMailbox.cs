using System.Buffers;

namespace SipEdge.Sip.Transport;

internal enum MailKind : byte
{
    Message,
    SendFailed,
    FlowClosed,
    Command,
}

/// <summary>One thing for a loop from another thread. <see cref="Buffer"/> comes from the shared array pool.</summary>
internal struct Mail
{
    public MailKind Kind;
    public byte[]? Buffer;
    public int Length;
    public Flow Flow;
    public FlowFailure Failure;
    public long Token;
    public ILoopCommand? Command;
}

/// <summary>
/// What other threads leave for a loop. Messages are bounded; notices about them and commands are not, because each belongs
/// to something that is bounded elsewhere and must not be lost.
/// </summary>
internal sealed class LoopMailbox(int capacity)
{
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private readonly Queue<Mail> _mails = new();
    private int _messages;

    /// <summary>Copies the message. False when the loop has its fill.</summary>
    public bool TryPost(ReadOnlySpan<byte> message, in Flow flow)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(message.Length);
        message.CopyTo(buffer);
        return TryPost(buffer, message.Length, flow);
    }

    /// <summary>Takes the rented buffer over, in either case.</summary>
    public bool TryPost(byte[] buffer, int length, in Flow flow)
    {
        lock (_gate)
        {
            if (_messages < capacity)
            {
                _messages++;
                _mails.Enqueue(new Mail { Kind = MailKind.Message, Buffer = buffer, Length = length, Flow = flow });
                return true;
            }
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return false;
    }

    public void Post(in Mail notice)
    {
        lock (_gate)
        {
            _mails.Enqueue(notice);
        }
    }

    public bool TryTake(out Mail mail)
    {
        lock (_gate)
        {
            if (!_mails.TryDequeue(out mail))
            {
                return false;
            }

            _messages -= mail.Kind == MailKind.Message ? 1 : 0;
            return true;
        }
    }
}
