using System.Text;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Tests.Network;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Tests.Transactions;

/// <summary>A challenged request goes out once more: the same, in a transaction of its own (RFC 3261 §22.2).</summary>
public class SendAgainTests
{
    private static readonly byte[] Credentials = "Authorization: Digest x=1\r\n"u8.ToArray();
    private readonly Pair _pair = new();
    private readonly List<SimulatedMessage> _wire = [];

    [Theory]
    [InlineData(SipMethod.Invite, 401)]
    [InlineData(SipMethod.Invite, 407)]
    [InlineData(SipMethod.Options, 401)]
    [InlineData(SipMethod.Options, 407)]
    public void The_second_differs_in_branch_sequence_number_and_credentials(SipMethod method, int status)
    {
        var asked = 0;
        _pair.Network.Drop = message =>
        {
            _wire.Add(message);
            return false;
        };
        _pair.Bob.OnRequestHook = (TransactionId server, in SipMessageView _, in Flow _) =>
            _pair.Bob.Answer(server, ++asked == 1 ? status : 486);
        _pair.Alice.OnResponseHook = (TransactionId client, in SipMessageView response) =>
        {
            if (response.StatusCode == status)
            {
                Assert.False(_pair.Alice.Layer.SendAgain(2, Credentials, 7, _pair.Now).IsNone);
            }
            else
            {
                Assert.True(_pair.Alice.Layer.Challenged.IsEmpty);
                Assert.True(_pair.Alice.Layer.SendAgain(3, Credentials, 7, _pair.Now).IsNone);
            }
        };
        _pair.Alice.Ask(_pair.Bob, method);
        Assert.True(_pair.Network.RunUntilIdle());

        var name = Encoding.ASCII.GetString(SipMethods.Name(method));
        var sent = _wire.Select(static message => message.Text)
            .Where(text => text.StartsWith($"{name} ", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, sent.Count);
        var (first, second) = (Rest(sent[0]), Rest(sent[1]));
        Assert.Equal(first.Replace("CSeq: 1 ", "CSeq: 2 ", StringComparison.Ordinal), second.Replace(
            "Authorization: Digest x=1\r\n", "", StringComparison.Ordinal));
        Assert.Contains("Authorization: Digest x=1\r\n", second, StringComparison.Ordinal);
        Assert.NotEqual(sent[0].Split("\r\n")[1], sent[1].Split("\r\n")[1]);
        PairTests.AssertEmpty(_pair);
    }

    private static string Rest(string message) =>
        string.Join("\r\n", message.Split("\r\n").Where(static line => !line.StartsWith("Via:", StringComparison.Ordinal)));
}
