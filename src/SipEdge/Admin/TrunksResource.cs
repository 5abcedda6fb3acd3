using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace SipEdge.Admin;

/// <summary>GET /trunks: how every trunk does, with its gateways.</summary>
internal static class TrunksResource
{
    public static void Map(IEndpointRouteBuilder routes, IEdgeControl edge) =>
        routes.MapGet("/trunks", async context => await context.Response.WriteAsJsonAsync(
            edge.Trunks(), AdminJson.Default.IReadOnlyListTrunkReport, cancellationToken: context.RequestAborted)
            .ConfigureAwait(false));
}
