using System.Text;
using SipEdge.Core.Calls;
using SipEdge.Core.Pipeline;
using SipEdge.Tests.RealPeers;

namespace SipEdge.Tests.Hosting;

/// <summary>A phone registers on one loop, and calls may fall on any: each must know it.</summary>
public sealed class PhonesOnTwoLoopsTests
{
    private const int Loops = 2;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_call_of_the_pbx_and_one_of_the_phone_find_the_registration_on_either_loop(int loop)
    {
        await using var bed = new TestBed();
        await EdgeProcess.Start(new EdgeConfiguration(bed)
        {
            Acls = [],
            Gateways = [$"{{ name: first, address: {bed.Callee} }}"],
            Phones = "{ pbx: carrier, authentication: pbx }",
        });
        using var phone = new UdpEnd(bed.Caller, bed.Edge);
        using var pbx = new UdpEnd(bed.Callee, bed.Edge);

        var contact = await phone.Register(pbx);
        await pbx.Send("INVITE", contact, "200", CallOn(loop));
        await phone.Answer(await phone.Hear("INVITE sip:101@"), "486 Busy Here");
        await pbx.Hear("SIP/2.0 486 ");

        await phone.Send("INVITE", $"sip:200@{EdgeConfiguration.Domain}", "101", CallOn(loop));
        await pbx.Answer(await pbx.Hear("INVITE sip:200@"), "486 Busy Here");
        await phone.Hear("SIP/2.0 486 ");
    }

    /// <summary>A Call-ID whose messages that loop gets.</summary>
    private static string CallOn(int loop)
    {
        var router = new EdgeRouter(Loops, new MovedLegs());
        while (true)
        {
            var callId = Guid.NewGuid().ToString("N");
            if (router.LoopFor(Encoding.ASCII.GetBytes(UdpEnd.Request("INVITE", "sip:a@b", "c", callId, "d", ""))) == loop)
            {
                return callId;
            }
        }
    }
}
