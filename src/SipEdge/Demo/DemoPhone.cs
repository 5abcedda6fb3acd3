using System.Security.Cryptography;
using SipEdge.Sip.Messages;

namespace SipEdge.Demo;

/// <summary>An answering phone on UDP and plain RTP: 180, 200, and 200 to the BYE.</summary>
internal sealed class DemoPhone(UdpWire wire, DemoAudio audio, Ladder ladder)
{
    private readonly string _tag = RandomNumberGenerator.GetHexString(12, lowercase: true);
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private string Contact => $"<sip:phone@{wire.Local}>";

    /// <summary>Ends when the ACK has come: from here on audio may flow.</summary>
    public Task Answered => _answered.Task;

    /// <summary>The INVITE as the phone got it: what the edge made of the caller's.</summary>
    public DemoMessage? Invite { get; private set; }

    /// <summary>Takes one call and returns when it was hung up.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                var message = DemoMessage.Read(await wire.ReceiveAsync(cancellation).ConfigureAwait(false));
                ladder.Phone(sent: false, message.Summary);
                switch (message.Method)
                {
                    case SipMethod.Invite when Invite is null:
                        await AnswerAsync(message, cancellation).ConfigureAwait(false);
                        break;
                    case SipMethod.Ack:
                        _answered.TrySetResult();
                        break;
                    case SipMethod.Bye:
                        await RespondAsync(message, 200, null, cancellation).ConfigureAwait(false);
                        return;
                }
            }
        }
        catch (Exception e)
        {
            // Whoever waits for the call to be answered learns why it was not; whoever awaits this task gets the same.
            _answered.TrySetException(e);
            throw;
        }
    }

    private async Task AnswerAsync(DemoMessage invite, CancellationToken cancellation)
    {
        Invite = invite;
        await RespondAsync(invite, 180, null, cancellation).ConfigureAwait(false);
        audio.Use(DemoSdp.Read(invite.Body));
        await RespondAsync(invite, 200, DemoSdp.Write(audio.Local, audio.SendKey), cancellation).ConfigureAwait(false);
    }

    private async Task RespondAsync(DemoMessage request, int status, byte[]? sdp, CancellationToken cancellation)
    {
        await wire.SendAsync(DemoRequest.WriteResponse(request, status, _tag, Contact, sdp), cancellation).ConfigureAwait(false);
        ladder.Phone(sent: true, $"{status} {(status == 180 ? "Ringing" : "OK")}");
    }
}
